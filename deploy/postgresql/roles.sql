-- Three roles of PostgreSQL, none of which may do more than it must:
--   carrefour_owner   makes and changes tables: carrefour setup, carrefour restore, carrefour move
--   carrefour_site    reads and writes rows, and changes no table: the site, workers, all other commands
--   carrefour_reader  reads what the site shows of projects, and nothing of people: research, figures
--
-- As a superuser: psql --dbname carrefour --file deploy/postgresql/roles.sql
-- It may be run again at any time, and is once more after the first 'carrefour setup', for the reader.
-- Passwords are taken from OWNER_PASSWORD, SITE_PASSWORD and READER_PASSWORD if the environment has
-- them; a role that never got one cannot come in by a password.
\set ON_ERROR_STOP on

BEGIN;

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role)
FROM unnest(ARRAY['carrefour_owner', 'carrefour_site', 'carrefour_reader']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

\getenv owner_password OWNER_PASSWORD
\if :{?owner_password}
ALTER ROLE carrefour_owner PASSWORD :'owner_password';
\endif
\getenv site_password SITE_PASSWORD
\if :{?site_password}
ALTER ROLE carrefour_site PASSWORD :'site_password';
\endif
\getenv reader_password READER_PASSWORD
\if :{?reader_password}
ALTER ROLE carrefour_reader PASSWORD :'reader_password';
\endif

ALTER ROLE carrefour_reader SET default_transaction_read_only = on;
ALTER ROLE carrefour_reader SET statement_timeout = '60s';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO carrefour_owner, carrefour_site, carrefour_reader;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO carrefour_owner;
GRANT USAGE ON SCHEMA public TO carrefour_site, carrefour_reader;

-- What another role made before there were three becomes the owner's.
SELECT format('ALTER TABLE %I.%I OWNER TO carrefour_owner', schemaname, tablename)
FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'carrefour_owner' \gexec

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO carrefour_site;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO carrefour_site;
ALTER DEFAULT PRIVILEGES FOR ROLE carrefour_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO carrefour_site;
ALTER DEFAULT PRIVILEGES FOR ROLE carrefour_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO carrefour_site;

SELECT to_regclass('public.catalogue_sheet') IS NOT NULL AS is_set_up \gset
\if :is_set_up
GRANT SELECT (slug, name, kind, url, number) ON catalogue_organisation TO carrefour_reader;
GRANT SELECT (slug, organisation_id, title, description, homepage, licence, attribution, harvested_at)
    ON catalogue_source TO carrefour_reader;
GRANT SELECT (id, slug, organisation_id, source_id, title, summary, description, url, source_url,
    holder, holder_number, partners, themes, publics, methods, tags, start_date, end_date, status,
    budget, language, licence, created_at, updated_at, published_at, withdrawn_at, merged_into_id)
    ON catalogue_sheet TO carrefour_reader;
GRANT SELECT ON catalogue_place, usage_tally TO carrefour_reader;
\endif

COMMIT;
