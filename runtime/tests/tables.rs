//! The shop's tables, filled.

use crate::support::World;

pub const CUSTOMER: &str = "CREATE TABLE customer (id INTEGER, name TEXT, city TEXT, email TEXT, \
                            points INTEGER, joined TEXT, status TEXT, phone TEXT);
                            CREATE INDEX customer_id ON customer (id);";

impl World {
    /// A shop with these customers: `(id, name, city, email, joined)`, as SQL.
    pub fn with_customers(rows: &str) -> World {
        let world = World::new();
        world.shop(CUSTOMER);
        world.add_customers(rows);
        world
    }

    pub fn add_customers(&self, rows: &str) {
        self.shop(&format!(
            "INSERT INTO customer (id, name, city, email, joined) VALUES {rows};"
        ));
    }

    /// Puts these customers in place of all.
    pub fn replace_customers(&self, rows: &str) {
        self.shop("DELETE FROM customer");
        self.add_customers(rows);
    }

    /// A shop with customers 1 to `count`.
    pub fn with_many_customers(count: u32) -> World {
        let world = World::new();
        world.shop(CUSTOMER);
        world.fill_customers(count);
        world
    }

    pub fn fill_customers(&self, count: u32) {
        self.shop(&format!(
            "INSERT INTO customer (id, name, city, email, points, joined, status)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             SELECT i, 'name ' || i, 'city ' || (i % 7), 'mail' || i || '@example.org', i % 100, \
             '2020-01-01', NULL FROM n"
        ));
    }

    /// One night's changes: of seven keys one gets a version, one a new mail, one is gone, and a
    /// tenth as many are new.
    pub fn change_many_customers(&self, count: u32) {
        self.shop(&format!(
            "UPDATE customer SET city = city || '!' WHERE id % 7 = 1;
             UPDATE customer SET email = 'new-' || email WHERE id % 7 = 2;
             UPDATE customer SET city = city || '?', email = 'both-' || email WHERE id % 7 = 3;
             DELETE FROM customer WHERE id % 7 = 4;
             INSERT INTO customer (id, name, city) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL \
             SELECT i + 1 FROM n WHERE i < {count} / 10)
             SELECT {count} + i, 'late', 'x' FROM n"
        ));
    }

    /// What a reader of the dimension wants to see of it.
    pub fn customers(&self) -> Vec<String> {
        self.ask(
            "SELECT customer_id, name, city, email, joined, substr(valid_from, 1, 10), \
             substr(valid_to, 1, 10), is_current
             FROM dim_customer WHERE customer_sk > 0 ORDER BY customer_id, valid_from",
        )
    }
}
