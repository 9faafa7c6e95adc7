import { type Kysely, sql } from 'kysely'

// In regular expressions \uE000 marks where a part of a word begins without a sign; no text of ours contains it.
const SEARCH_TEXT = String.raw`
create function search_text(written text) returns text language plpgsql stable strict parallel safe as $function$
declare
  joints constant text := '[\-._/\\:@+&#\uE000]+';
  others constant text := '[''"\u0060,;!?()[\]{}<>|*=~%$^\u00a1\u00ab\u00b7\u00bb\u00bf\u2022\u2026\u2032]+';
  compounds constant text := '[^\s\-._/\\:@+&#\uE000]+(?:[\-._/\\:@+&#\uE000]+[^\s\-._/\\:@+&#\uE000]+)+';
  ideographs constant text :=
    '[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0002fa1f]+';
  prepared text := written;
  pairs text;
  wholes text;
begin
  if prepared ~ '[\u1100-\u11ff\u3099\u309a]' then
    -- Word by word: the time that this takes grows with the square of a run of marks.
    select string_agg(case when length(word) <= 100 then normalize(word, NFC) else word end, ' ') into prepared
    from regexp_split_to_table(prepared, '\s+') as word;
  end if;
  -- Nobody sees a soft hyphen, a joiner or a mark of direction. A space without width joins two parts, as a hyphen does.
  prepared := regexp_replace(
    prepared, '[\u00ad\u0300-\u036f\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+', '', 'g');
  prepared := unaccent(replace(regexp_replace(prepared, '[\u200b\u2010\u2011]', '-', 'g'), U&'\03c2', U&'\03c3'));
  prepared := regexp_replace(prepared, others, ' ', 'g');

  -- Chinese, Japanese and Korean do not separate words: every character is one, and every two neighbours.
  if prepared ~ ideographs then
    select string_agg(concat_ws(' ', one, one || next), ' ') into pairs
    from regexp_matches(prepared, ideographs, 'g') as run
    cross join lateral (
      select one, lead(one) over () as next from unnest(string_to_array(run[1], null)) as one
    ) as characters;
    prepared := regexp_replace(prepared, ideographs, ' ', 'g');
  end if;

  if prepared ~ '[+][+]|#' then
    prepared := regexp_replace(prepared, '\m([[:alpha:]])[+][+]', '\1plusplus', 'g');
    prepared := regexp_replace(prepared, '\m([[:alpha:]])#(?![[:alnum:]])', '\1sharp', 'g');
  end if;
  -- v2.14.3 is 2.14.3. Parts of userName, HTTPServer and Windows10 begin with a capital or a digit.
  prepared := regexp_replace(prepared, '\m[vV](?=[0-9]+[.][0-9])', '', 'g');
  prepared := regexp_replace(
    prepared, '([[:lower:]])([[:upper:]])|([[:alpha:]]{3})([0-9])', '\1\3' || U&'\E000' || '\2\4', 'g');
  prepared := regexp_replace(prepared, '([[:upper:]])([[:upper:]][[:lower:]]{2})', '\1' || U&'\E000' || '\2', 'g');

  -- A compound is also one word without its joints: node.js is nodejs, e-mail is email. Numbers keep theirs as dots.
  -- In a longer one, userName and 2.14.3 are words as well.
  select string_agg(concat_ws(' ',
    regexp_replace(compound, joints, case when compound ~ '[^0-9\-._/\\:@+&#]' then '' else '.' end, 'g'),
    case when compound ~ '\uE000' and compound ~ '[\-._/\\:@+&#]' then (
      select string_agg(replace(segment[1], U&'\E000', ''), ' ')
      from regexp_matches(compound, '[^\-._/\\:@+&#\uE000]+(?:\uE000[^\-._/\\:@+&#\uE000]+)+', 'g') as segment) end,
    case when compound ~ '[0-9][.][0-9]' and compound ~ '[^0-9\-._/\\:@+&#]' then (
      select string_agg(version[1], ' ')
      from regexp_matches(compound, '[0-9]+(?:[.][0-9]+)+', 'g') as version) end
  ), ' ') into wholes
  from (select one[1] as compound from regexp_matches(prepared, compounds, 'g') as one) as found;

  return lower(concat_ws(' ', regexp_replace(prepared, joints, ' ', 'g'), pairs) || chr(10) || coalesce(wholes, ''));
end
$function$`

export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(SEARCH_TEXT).execute(db)
  // Every document has to be written again. Until a worker has done so, words are found as before.
  await sql`
    update search_indexes set rebuild_wanted_at = now()
    where engine = 'postgres' and exists (select from search_documents)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop function search_text(text)`.execute(db)
}
