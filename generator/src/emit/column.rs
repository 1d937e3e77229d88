//! SQL types and columns as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::rust::life_a;
use crate::model::Trim;
use crate::plan::{Cell, Row};
use crate::types::SqlType;

/// The runtime's `SqlType` value.
pub(super) fn sql_type(ty: SqlType) -> TokenStream {
    match ty {
        SqlType::Boolean => quote!(SqlType::Boolean),
        SqlType::SmallInt => quote!(SqlType::SmallInt),
        SqlType::Integer => quote!(SqlType::Integer),
        SqlType::BigInt => quote!(SqlType::BigInt),
        SqlType::Real => quote!(SqlType::Real),
        SqlType::Double => quote!(SqlType::Double),
        SqlType::Decimal { precision, scale } => {
            let (precision, scale) = (
                Literal::u8_unsuffixed(precision),
                Literal::u8_unsuffixed(scale),
            );
            quote!(SqlType::decimal(#precision, #scale))
        }
        SqlType::Text => quote!(SqlType::Text),
        SqlType::Varchar(length) => {
            let length = Literal::u32_unsuffixed(length);
            quote!(SqlType::Varchar(#length))
        }
        SqlType::Char(length) => {
            let length = Literal::u32_unsuffixed(length);
            quote!(SqlType::Char(#length))
        }
        SqlType::Bytea => quote!(SqlType::Bytea),
        SqlType::Date => quote!(SqlType::Date),
        SqlType::Time => quote!(SqlType::Time),
        SqlType::Timestamp => quote!(SqlType::Timestamp),
        SqlType::TimestampTz => quote!(SqlType::TimestampTz),
        SqlType::Uuid => quote!(SqlType::Uuid),
        SqlType::Json => quote!(SqlType::Json),
    }
}

/// `Source<'a>`, or `Source` where nothing in it borrows.
pub(super) fn row_type(name: &str, row: &Row) -> TokenStream {
    let ident = quote::format_ident!("{name}");
    let life = life_a();
    if row.borrows {
        quote!(#ident<#life>)
    } else {
        quote!(#ident)
    }
}

/// A `Column` constant's value: only what differs from the plain rule is written.
pub(super) fn column(cell: &Cell) -> TokenStream {
    let name = &cell.name;
    let index = Literal::usize_unsuffixed(cell.index);
    let ty = sql_type(cell.ty);
    let reading = &cell.reading;
    let mut value = if reading.stored {
        quote!(Column::stored(#name, #index, #ty))
    } else {
        quote!(Column::new(#name, #index, #ty))
    };
    if let Some(header) = &reading.header {
        value.extend(quote!(.header(#header)));
    }
    if let Some(nulls) = &reading.nulls {
        value.extend(quote!(.nulls(&[#(#nulls),*])));
    }
    if reading.quoted_nulls {
        value.extend(quote!(.quoted_nulls()));
    }
    if let Some(trim) = reading.trim {
        let side = match trim {
            Trim::None => quote!(Trim::None),
            Trim::Both => quote!(Trim::Both),
            Trim::Right => quote!(Trim::Right),
        };
        value.extend(quote!(.trim(#side)));
    }
    if let Some(format) = &reading.format {
        value.extend(quote!(.format(#format)));
    }
    if let Some(mark) = reading.decimal_mark {
        let mark = Literal::byte_character(mark);
        value.extend(quote!(.decimal_mark(#mark)));
    }
    if let Some((yes, no)) = &reading.booleans {
        value.extend(quote!(.booleans(#yes, #no)));
    }
    if let Some(zone) = &reading.timezone {
        value.extend(quote!(.timezone(#zone)));
    }
    value
}
