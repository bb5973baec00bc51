-- Who stands behind a gateway: it asks for them page by page. A device has one parent at most.

create index device_parent on device ((parent_scopes[1]), device_id) where cardinality(parent_scopes) > 0;
