-- A malformed scope opens nothing. Before, `app.scopes` of a lone comma or of a programme without a code matched every row of a shared
-- table: the server never writes such a setting, but the database must not depend on that.
create or replace function platform.all_scopes() returns text[]
  language sql stable parallel safe
  return (
    select coalesce(array_agg(scope), '{}')
    from unnest(string_to_array(nullif(current_setting('app.scopes', true), ''), ',')) scope
    where scope ~ '^[a-z]+:[0-9]{4,15}$'
  );

create or replace function platform.scopes(programme text) returns text[]
  language sql stable parallel safe
  return (
    select coalesce(array_agg(substr(scope, length(programme) + 2)), '{}')
    from unnest(platform.all_scopes()) scope
    where starts_with(scope, programme || ':')
  );
