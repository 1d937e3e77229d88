-- Changed keys with their new rows. {{ mask }} says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    {{ stage_definitions }}
) ON COMMIT DELETE ROWS;
