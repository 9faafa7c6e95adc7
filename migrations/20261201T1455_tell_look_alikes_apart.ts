import { type Kysely, sql } from 'kysely'

/**
 * Characters that look like a letter or a digit, by what they look like; l stands for i, I, l and 1. From the table of
 * confusable characters of Unicode (UTS #39, version 13), without those that compatibility decomposition already turns
 * into letters (full-width and mathematical ones), with small capitals. A library would know this only in our programs;
 * here the database itself compares, in indexes, for every account however it came. Scripts that no letter of ours looks
 * like are left out.
 */
const LOOK_ALIKES: Record<string, string> = {
  2: 'ƧƨƻϨϩᒿꙄꙅꝚꝛ',
  3: 'ƷȜȝɜʒЗзҘҙӠӡⳌⳍꝪꝫꞫ',
  4: 'Ꮞꮞ',
  5: 'Ƽ',
  6: 'бᏮⳒⳓꮾ',
  8: 'Ȣȣ',
  9: 'ⳊⳋꝮꝯ',
  a: 'ɑΑαАаᎪᗅᴀ⍶⍺ꓮꭺ',
  b: 'ƀƂƃƄƅɓʙΒβБВЬвьѢѣҌҍᏏᏴᏼᑲᑳᖯᗷꓐꞴꞵꮟ',
  c: '¢ȼСсҪҫᏟᴄ₡Ⲥⲥꓚꮯ',
  d: 'ƉƌɖɗԁᎠᏧᑯᗞᗪᴅ₫ꓒꓓꭰꮷ',
  e: 'ɆɇΕεЕеҽҿᎬᴇ℮⋿ⴹꓰꬲꭼ',
  f: 'ƑƒϜϝքᖴᵮẝꓝꜰꞘꞙꬵ',
  g: 'ƍǤǥɠɡɢԌԍցᏀᏳᏻᶃꓖꮐ',
  h: 'ɦʜΗНнћҢңһӇӈӉӊհᎻᏂᏲᏺᕼⱧⱨⲎⲏꓧꚕꮋꮒ',
  j: 'ɈɉʝͿϳЈјᎫᒍᴊꓙꞲꭻ',
  k: 'ĸƙΚκКкҚқҞҟᏦᴋ₭ⱩⱪⲔⲕꓗꝀꝁꮶ',
  l: 'ƖƗƚǀǃɨɩɪɫɭʟΙιІіӀӏᎥᏞᒪᵻᵼ∣⍳⍸⏽ⲒⲓⳐⳑⵏⵑꓡꓲꙇꭵꮮ',
  m: 'ɱʍΜμϺϻМмӍӎᎷᗰᴍᵯ₥Ⲙⲙꓟꮇ',
  n: 'ƝƞɲɳɴΝηոռᵰⲚⲛꓠ',
  o: 'ƟɵΘΟθοσОоѲѳӨөՕօჿᎾᏫᴏᴑ⊖⊝⍬ⲞⲟⴱⵁⵔꓳꝊꝋꬽꬾꭴꮎꮻ',
  p: 'ƥΡρРрᏢᑭᴘᴩᵽ⍴Ⲣⲣꓑꮲ',
  q: 'ʠԛգզⵕꞯ',
  r: 'ƦɍɼɽʀгғᎡᏒᖇᴦᵲⲅꓣꭇꭈꭱꮁꮢ',
  s: 'ƽʂЅѕՏտᏕᏚᵴꓢꜱꮥꮪ',
  t: 'ŦŧƭƮȾʈΤτТтҬҭᎢᴛᵵ₮⊤⍡⟙ⱦⲦⲧꓔꭲ',
  u: 'ɄʉʋυՍսᏌᑌᴜᵾ∪⋃ꓴꞟꭎꭒꮜ',
  v: 'νѴѵᏙᐯᴠ∨⋁ⴸꓦꮩ',
  w: 'ɯѡѽԜԝաᎳᏔᴡ₩ꓪꝡꮃꮤ',
  x: '×ΧχХхҲҳᕁᕽ᙭╳⤫⤬⨯⨰ⲬⲭⵝꓫꞳꭓ',
  y: '¥ƴɎɏɣʏΥγУуҮүҰұყᎩᎽᶌỿⲨⲩꓬꭚꭹꮍ',
  z: 'ƵƶȤȥʐΖζᏃᴢᵶꓜꮓ',
}

/**
 * The shape that a reader sees in a name: two names with the same skeleton look alike. Case, accents, blanks and signs do
 * not count, so a name and the handle made of it have one skeleton. Empty for a name without letters and digits. Its body
 * is bound to `folded` when it is created: a restored backup computes the columns before there is a search path.
 */
function skeletonFunction(): string {
  const from = Object.values(LOOK_ALIKES).join('')
  const to = Object.entries(LOOK_ALIKES)
    .map(([letter, alikes]) => letter.repeat([...alikes].length))
    .join('')
  // Most names are plain ASCII, as all handles are: for these, one pass does it. What translate maps to nothing is dropped.
  return String.raw`
create function skeleton(written text) returns text language sql immutable strict parallel safe
  return replace(replace(
    case when octet_length(written) = length(written)
      then translate(lower(written), E'i1|0 !"#$%&\'()*+,-./:;<=>?@[\\]^_\x60{}~\t\n\r', 'lllo')
      else regexp_replace(
        translate(
          folded(translate(
            regexp_replace(normalize(written, NFKD), '[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+', '', 'g'),
            '${from}', '${to}')),
          'i1|0', 'lllo'),
        -- Blanks, signs and pictures.
        '[\u0001-/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u115f\u1160\u180e\u2800\u3000-\u303f\u3164\ufe00-\ufe0f\uffa0\U0001f000-\U0001faff]+',
        '', 'g')
    end,
    'rn', 'm'), 'vv', 'w')`
}

export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(skeletonFunction()).execute(db)
  await sql`
    alter table users
      add column name_skeleton text collate "C" generated always as (skeleton(name)) stored,
      add column handle_skeleton text collate "C" generated always as (skeleton(handle::text)) stored`.execute(db)
  await sql`create index users_name_skeleton on users (name_skeleton)`.execute(db)
  await sql`create index users_handle_skeleton on users (handle_skeleton)`.execute(db)
  await sql`create index grants_team on grants (user_id) where revoked_at is null and role <> 'expert'`.execute(db)

  await sql`alter table users add column looks_like_team boolean not null default false`.execute(db)
  await sql`create index users_looks_like_team on users (id) where looks_like_team`.execute(db)
  await sql`
    with team as (
      select id, name_skeleton, handle_skeleton from users
      where kind = 'system' or id in (
        select user_id from grants
        where role <> 'expert' and revoked_at is null and (expires_at is null or expires_at > now()))
    ), skeletons as (
      select name_skeleton as skeleton from team union select handle_skeleton from team
    )
    update users set looks_like_team = true
    where id not in (select id from team)
      and (name_skeleton in (select skeleton from skeletons where skeleton <> '')
        or handle_skeleton in (select skeleton from skeletons where skeleton <> ''))`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index grants_team`.execute(db)
  await sql`alter table users drop column looks_like_team, drop column name_skeleton, drop column handle_skeleton`.execute(
    db,
  )
  await sql`drop function skeleton(text)`.execute(db)
}
