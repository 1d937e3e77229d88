delete from airport_cache;
