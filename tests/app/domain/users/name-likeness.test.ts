import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownNames, likenessOf, looksLikeOf } from '#app/domain/users/name-likeness.ts'

const known = knownNames([
  { id: 1, name: 'Nadia Kessler', handle: 'nadia-kessler', of: 'team' },
  { id: 2, name: 'Théo', handle: 'theo', of: 'team' },
  { id: 3, name: 'Jean-Marc Delorme (support)', handle: 'jmd', of: 'team' },
  { id: 4, name: 'Clara Arnold', handle: 'clara-arnold', of: 'team' },
  { id: 5, name: 'Alida', handle: 'alida', of: 'team' },
  { id: 6, name: 'Walter Ng', handle: 'walter-ng', of: 'team' },
  { id: 7, name: '佐藤花子', handle: 'sato', of: 'team' },
  { id: 8, name: 'Léa Fontanel', handle: 'lea-fontanel', of: 'expert' },
])
const verdict = (name: string) => {
  const likeness = likenessOf(name, known, null)
  return likeness === null ? 'passes' : (likeness.refused ?? `marked: ${likeness.to}`)
}

const EXPECTED: Record<string, string[]> = {
  of_team: [
    // As one sees it.
    ...['Nadia Kessler', 'NADIA KESSLER', 'Nadia  Kessler', 'Nadia Kessler.', 'Nadia_Kessler', '.:Nadia Kessler:.'],
    ...['Nаdiа Kеsslеr', 'Νadia Κessler', 'Na\u200bdia\u2060 Kessler', 'Nadi\u00ada Kessler', 'Nádïa Kesslĕr'],
    ...['Ｎａｄｉａ Ｋｅｓｓｌｅｒ', '𝐍𝐚𝐝𝐢𝐚 𝓚𝓮𝓼𝓼𝓵𝓮𝓻', 'ɴᴀᴅɪᴀ Kessler', 'Nadi\u0335a Kessler', '🅝🅐🅓🅘🅐 Kessler'],
    ...[
      'NadIa KessIer',
      'Nadla Kess|er',
      'Nadia Kess1er',
      'Nad1a Kessler',
      'N@dia Kessler',
      'Nadi@ Ke$$ler',
      'N4d14 K3ssl3r',
    ],
    ...[
      'Nadia Kessler ✔',
      'Nadia Kessler 🛡️',
      'Nadia Kessler 🇫🇷',
      'Nadia\u00a0Kessler',
      'Nadia\u3164Kessler',
      '\u115fNadia Kessler\uffa0',
    ],
    ...['Nadia\u2800Kessler', 'NadiaKessler', 'nadia-kessler', 'N a d i a K e s s l e r', 'nadia.kessler!'],
    ...['Clara Amold', 'VValter Ng', 'vvalter ng', 'Th€o', 'Thé0', 'THEO', 'T.h.e.o', '佐藤 花子'],
    // In another order, twice, with a number, with a title.
    ...['Kessler Nadia', 'Kessler, Nadia', 'kesslernadia', 'KESSLER-Nadia', 'Nadia Nadia Kessler'],
    ...[
      'Nadia Kessler 2',
      'nadia_kessler1',
      'NadiaKessler1985',
      'Mme Nadia Kessler',
      'The real Nadia Kessler',
      'Nadia Kessler Jr.',
    ],
    // With a role, also with a part of the name only.
    ...[
      'Nadia Kessler (staff)',
      'Kessler Nadia Support',
      'Nadia (staff) Kessler',
      'Nadia Kessler | Entraide',
      'Nadia Kessler [MOD]',
    ],
    ...[
      'Nadia – Support',
      'Nadia from support',
      'Nadia de l’équipe',
      'Official Nadia',
      'Modératrice Nadia',
      'Nadia Adrnin',
      'Kessler, help desk',
    ],
    ...[
      'nadiasupport',
      'supportnadia',
      'nadia-kessler-team',
      'kesslernadiastaff',
      'Théo, expert',
      'Theo (admin) 2',
      'Nadia 5upport',
    ],
    ...['Jean Marc Delorme', 'delorme.jeanmarc', 'Delorme (support)', 'JMD', 'jmd-support', 'Alida Entraide'],
  ],
  claims_role: [
    ...[
      'Admin',
      'ADMlN',
      'Аdmin',
      '@dmin',
      '4dm1n',
      'Aclmin',
      'Administrator',
      'Moderator',
      'rn0derator',
      'Modérateur',
      'Modératrice',
    ],
    ...[
      'Staff',
      'Support',
      'Supp0rt',
      'Équipe',
      'Officiel',
      'System',
      'root',
      'Expert',
      'A d m i n',
      'Ad-min',
      'admins',
    ],
    ...[
      'Support Team',
      'Team Support',
      'Équipe support',
      'Entraide Staff',
      'Entraide',
      'Entr\u200baide',
      'ENTR@IDE',
      'EntraideSupport',
    ],
    ...[
      'The Support Team',
      'L’équipe d’Entraide',
      'L’équipe du support',
      'Help Desk',
      'helpdesk',
      'Customer Service',
      'Service client',
    ],
    ...[
      'Support technique',
      'Official Support',
      'Support 24/7',
      'Admin 2',
      'admin1',
      'admin_123',
      '[Staff]',
      '★ Moderator ★',
      'supportteam',
    ],
    ...['Support Agent', 'Team Lead', 'Membre de l’équipe', 'Community Moderator', 'Forum Admin', 'Real Admin'],
  ],
  'marked: team': [
    ...[
      'Naclia Kessler',
      'Dara Arnold',
      'naclia-kessler',
      'Bob, moderator',
      'Bob (Staff)',
      'Entraide Bob',
      'Bob – Modérateur',
    ],
    // All of the name, and more.
    ...['Nadia K. Kessler', 'Nadia Marie Kessler', 'Nadia Kessler PhD', 'Nadia Kessler (she/her)', 'Nadia Kessler-Roy'],
    ...['Leopold Staff', 'Nadia Martin (support)', 'Nadia K. (admin)', 'Bob Official', 'Bob@Support'],
  ],
  'marked: expert': [
    ...[
      'Léa Fontanel',
      'Fontanel Lea',
      'lea_fontanel',
      'Lеа Fоntаnеl',
      'Léa Fontane1',
      'Lea – Expert',
      'Dr Léa Fontanel',
      'Lea Fontanel 7',
      'Léa de Fontanel',
    ],
  ],
  passes: [
    // Somebody else who has a word in common.
    ...[
      'Nadia',
      'Kessler',
      'Nadia Martin',
      'Nadia K.',
      'Nadja Kessler',
      'Nadine Kessler',
      'Natalia Kessler',
      'Nadia Kesslering',
    ],
    ...['Jean-Marc', 'Jean Delorme', 'Marc Delorme', 'Delorme', 'Léa', 'Lea Martin', 'Fontanel', 'Lea Fontaine'],
    ...[
      'Alicia',
      'Alina',
      'Elida',
      'Theodor',
      'Theo Martin',
      'theo42',
      'Théo 42',
      'Théophile',
      'Walter',
      'Ng',
      '佐藤',
      '花子',
      'Clara',
      'Carla Arnold',
    ],
    // Words that only begin or end like a role.
    ...[
      'Adminé',
      'Admiral',
      'Supporter',
      'Suporta',
      'Stafford',
      'Staffan',
      'Steam',
      'Teamo',
      'Beetroot',
      'Modeste',
      'Modrić',
      'Expertise',
      'Equipement',
    ],
    // Words that claim nothing beside others, or nothing at all.
    ...[
      'Team Rocket',
      'A-Team',
      'Root Beer',
      'Excel Expert',
      'Mod Squad',
      'Client 42',
      'Chef',
      'The Forum',
      'Le Chef',
      'Real Madrid',
      'Agent Smith',
    ],
    ...[
      'Марина',
      'Ελένη',
      'محمد',
      'राम',
      'O’Neill',
      'D’Arcy',
      'Marie de la Tour',
      '🛡️🛡️',
      '?!',
      'Mo',
      'Person 12',
      '42',
      'user1',
    ],
  ],
}

describe.each(Object.entries(EXPECTED))('%s', (expected, names) => {
  test.each(names)('%s', (name) => expect(verdict(name)).toBe(expected))
})

test('nobody is like themselves, and the team is never marked', () => {
  expect(likenessOf('Kessler Nadia', known, 1)).toBeNull()
  expect(likenessOf('Kessler Nadia', known, 2)).not.toBeNull()
  const person = (id: number, name: string, handle = 'somebody') =>
    looksLikeOf({ id, name, handle, kind: 'person' }, known)
  expect(person(2, 'Nadia Kessler')).toBeNull()
  expect(person(20, 'Nadia Kessler')).toBe('team')
  expect(person(20, 'Rose', 'nadia-kessler-3')).toBe('team')
  expect(person(20, 'Léa Fontanel', 'entraide-support')).toBe('team')
  expect(person(20, 'Rose', 'lea-fontanel-2')).toBe('expert')
  // An expert may have a namesake among experts, not in the team.
  expect(person(8, 'Léa Fontanel')).toBeNull()
  expect(person(8, 'Théo')).toBe('team')
})

test('a name of the team in any order, with roles anywhere and any signs between, is refused; other people are not', () => {
  const signs = fc.constantFrom(' ', '-', '_', '.', ' – ', ' / ', '\u00a0', ' (')
  const role = fc.constantFrom(
    'staff',
    'Support',
    'ÉQUIPE',
    'admin',
    'modérateur',
    'Entraide',
    'officiel',
    'Help Desk',
    'team',
  )
  const words = fc.tuple(fc.shuffledSubarray(['Nadia', 'Kessler'], { minLength: 2 }), fc.array(role, { maxLength: 2 }))
  fc.assert(
    fc.property(
      words.chain(([own, roles]) =>
        fc.tuple(fc.shuffledSubarray([...own, ...roles], { minLength: own.length + roles.length }), signs),
      ),
      ([all, sign]) => {
        expect(verdict(all.join(sign)), all.join(sign)).toBe('of_team')
      },
    ),
  )
  const other = fc.constantFrom(
    'Rose',
    'Martin',
    'Ingrid',
    'Yanis',
    'Duvernet',
    'Horrigan',
    'O’Brien',
    'Łukasz',
    'Nguyễn',
    'Мария',
  )
  fc.assert(
    fc.property(
      fc.array(other, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', 'Nadia', 'Kessler', 'Théo', '7'),
      (others, shared) => {
        expect(verdict(`${shared} ${others.join(' ')}`)).toBe('passes')
      },
    ),
  )
})

test('three hundred names are compared with one in little time', () => {
  const many = knownNames(
    Array.from({ length: 300 }, (_, id) => ({
      id,
      name: `Person${id} Of Many Words`,
      handle: `handle-${id}`,
      of: 'team' as const,
    })),
  )
  const started = performance.now()
  for (let run = 0; run < 1000; run++) likenessOf(`Somebody Else${run}`, many, null)
  expect(performance.now() - started).toBeLessThan(1000)
})
