import { z } from 'zod'
import {
  PRESET_NAMES,
  PRIVILEGE_PRESETS,
  PRIVILEGES,
  type PrivilegeTable,
} from '#app/domain/users/privilege-presets.ts'

const points = z.number().int().min(1).max(1_000_000)

/**
 * The setting `privileges`: a preset, or a custom table; a privilege that the custom table leaves out is as in
 * *medium*.
 */
export const privilegeSetting = z.object({
  preset: z.enum([...PRESET_NAMES, 'custom']).default('support'),
  custom: z.partialRecord(z.enum(PRIVILEGES), points).default({}),
})

/** The table of a stored setting; without a setting it is *support*. */
export function privilegeTable(setting: unknown): PrivilegeTable {
  const { preset, custom } = privilegeSetting.parse(setting ?? {})
  return preset === 'custom' ? { ...PRIVILEGE_PRESETS.medium, ...custom } : PRIVILEGE_PRESETS[preset]
}
