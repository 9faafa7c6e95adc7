import { z } from 'zod'
import { privilegeSetting } from '#app/domain/users/privilege-setting.ts'

const atLeast = (min: number, fallback: number) => z.number().int().min(min).max(1_000_000).default(fallback)

/**
 * What an administrator may change, by name, with its default: the figures of the rules of the forum. Every entry is
 * read by some command; a figure that nothing reads does not belong here.
 */
export const settings = {
  privileges: privilegeSetting,
  voting: z.object({
    upADay: atLeast(1, 20),
    downADay: atLeast(0, 10),
    upToOneAuthorADay: atLeast(1, 6),
    downToOneAuthorADay: atLeast(0, 3),
    /** Minutes in which a vote can be changed. */
    changeMinutes: atLeast(0, 10),
  }),
  editing: z.object({
    /** Minutes after posting in which authors replace a text that nobody has answered yet, without a revision. */
    quietMinutes: atLeast(0, 5),
    /** Minutes after which the author of a hidden post may edit it, which sends it to review. */
    hiddenMinutes: atLeast(0, 10),
    suggestionsADay: atLeast(0, 20),
  }),
} as const

export type SettingName = keyof typeof settings
export type Setting<Name extends SettingName> = z.infer<(typeof settings)[Name]>
