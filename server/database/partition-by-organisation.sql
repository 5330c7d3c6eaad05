-- Splits the four tables that only ever grow into 16 parts by hash of the organisation, so that each part has
-- indexes of its own that stay small and can be vacuumed, moved and dumped alone. For an operator, once, while
-- no node runs: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f server/database/partition-by-organisation.sql
-- The server needs no change: it reads and writes the same tables. test/sync/nodes.test.ts runs on the result.
begin;
do $$
declare
  parts constant int := 16;
  grown record;
  definition text;
  definitions text[];
begin
  for grown in
    select *
    from (
      values
        -- A part can only hold a key unique that contains what it is parted by.
        ('feed_entry', 'organisation_id, number'),
        ('change', 'id, organisation_id'),
        ('document_update', 'document_id, seq, organisation_id'),
        ('device_item', 'store_id, number, organisation_id')
    ) as grown (name, key)
  loop
    select array_agg(indexdef) into definitions
    from pg_indexes
    where schemaname = current_schema() and tablename = grown.name and indexname <> grown.name || '_pk';
    execute format('alter table %I rename to whole', grown.name);
    execute format('create table %I (like whole including defaults) partition by hash (organisation_id)', grown.name);
    for part in 0 .. parts - 1 loop
      execute format('create table %I partition of %I for values with (modulus %s, remainder %s)',
        grown.name || '_' || part, grown.name, parts, part);
    end loop;
    execute format('insert into %I select * from whole', grown.name);
    drop table whole;
    execute format('alter table %I add constraint %I primary key (%s)', grown.name, grown.name || '_pk', grown.key);
    foreach definition in array coalesce(definitions, '{}') loop
      execute definition;
    end loop;
  end loop;
  alter table document_update add constraint document_update_document_id_fk
    foreign key (document_id) references document (id);
end
$$;
commit;
