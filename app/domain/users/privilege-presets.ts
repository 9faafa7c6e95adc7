/**
 * The points that open each privilege, by preset. *Support*, that of a new forum, lets customers do on their first day
 * whatever is about their own problem, and asks as much as *medium* for what changes the posts of others. *Medium* is the
 * table of the rules, "Privileges", for a network of programmers; *open* is for a young or small community, *strict* for
 * a large one. Moderators and staff have all privileges.
 */
export const PRIVILEGE_PRESETS = {
  support: {
    ask: 1,
    answer: 1,
    voteUp: 1,
    flag: 1,
    weighMeToo: 1,
    commentEverywhere: 1,
    postManyLinks: 10,
    postImages: 1,
    suggestEdits: 100,
    editTags: 100,
    voteDown: 125,
    review: 350,
    markObsolete: 10,
    editOthers: 500,
    createTags: 100,
    voteToClose: 1000,
    seeDeleted: 1000,
    protect: 1750,
    manageSynonyms: 1750,
  },
  open: {
    ask: 1,
    answer: 1,
    voteUp: 1,
    flag: 1,
    weighMeToo: 1,
    commentEverywhere: 1,
    postManyLinks: 10,
    postImages: 1,
    suggestEdits: 20,
    editTags: 20,
    voteDown: 50,
    review: 150,
    markObsolete: 150,
    editOthers: 250,
    createTags: 100,
    voteToClose: 500,
    seeDeleted: 500,
    protect: 750,
    manageSynonyms: 750,
  },
  medium: {
    ask: 1,
    answer: 1,
    voteUp: 8,
    flag: 15,
    weighMeToo: 15,
    commentEverywhere: 50,
    postManyLinks: 50,
    postImages: 50,
    suggestEdits: 100,
    editTags: 100,
    voteDown: 125,
    review: 350,
    markObsolete: 350,
    editOthers: 500,
    createTags: 750,
    voteToClose: 1000,
    seeDeleted: 1000,
    protect: 1750,
    manageSynonyms: 1750,
  },
  strict: {
    ask: 1,
    answer: 1,
    voteUp: 15,
    flag: 50,
    weighMeToo: 50,
    commentEverywhere: 100,
    postManyLinks: 100,
    postImages: 100,
    suggestEdits: 250,
    editTags: 500,
    voteDown: 250,
    review: 1000,
    markObsolete: 1000,
    editOthers: 2000,
    createTags: 1500,
    voteToClose: 3000,
    seeDeleted: 5000,
    protect: 7500,
    manageSynonyms: 5000,
  },
} as const

type PrivilegePreset = keyof typeof PRIVILEGE_PRESETS
export const PRESET_NAMES = Object.keys(PRIVILEGE_PRESETS) as PrivilegePreset[]

export type Privilege = keyof (typeof PRIVILEGE_PRESETS)['medium']
export const PRIVILEGES = Object.keys(PRIVILEGE_PRESETS.medium) as Privilege[]

/** From how many points each privilege is open. */
export type PrivilegeTable = Record<Privilege, number>
