-- Finds tags that have a value at a path. What devices report does not touch it.
create index twin_tags on twin using gin (tags jsonb_path_ops);
