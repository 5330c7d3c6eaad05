/** What is typed to register a licence (M22). */
import { z } from 'zod'
import { findService } from '../service-catalogue.ts'
import { cleanLine } from '../text/clean-line.ts'
import { licenceTypes } from './licence.ts'

export const licenceLimits = { name: 80, key: 120, shortestKey: 8, seats: 1_000_000 } as const
/** How much of a key people see. */
export const shownOfKey = 4

export const emptyLicenceForm = {
  key: '',
  name: '',
  service: '',
  type: 'transferable',
  seats: '',
  startsOn: '',
  endsOn: '',
}

const isDay = (text: string) => {
  const at = new Date(`${text}T00:00:00Z`)
  return /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
const day = z.string().refine(isDay, 'date')

/** Keys are written in groups; how they are grouped and spaced is no part of them. */
export const licenceKeySchema = z
  .string()
  .overwrite((text) => text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase())
  .min(1, 'required')
  .max(licenceLimits.key, 'too-long')
  .regex(/^[A-Z0-9-]*$/, 'licence-key')
  .refine((key) => key.replaceAll('-', '').length >= licenceLimits.shortestKey, 'licence-key')

const fields = {
  name: z.string().overwrite(cleanLine).min(1, 'required').max(licenceLimits.name, 'too-long'),
  seats: z.number('seats').int('seats').min(1, 'seats').max(licenceLimits.seats, 'seats'),
  startsOn: day,
  endsOn: day.or(z.literal('')),
}

const endsAfterStart = ({ startsOn, endsOn }: { startsOn: string; endsOn: string }) =>
  endsOn === '' || !isDay(endsOn) || endsOn >= startsOn
/** Said with whatever else is wrong. */
const notBefore = {
  path: ['endsOn'],
  message: 'ends-before-start',
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
}

export const licenceSchema = z
  .object({
    key: licenceKeySchema,
    service: z
      .string()
      .min(1, 'choose-service')
      .refine((id) => findService(id) !== undefined, 'choose-service'),
    type: z.enum(licenceTypes),
    ...fields,
  })
  .refine(endsAfterStart, notBefore)
export type LicenceForm = z.infer<typeof licenceSchema>

/** What can be put right afterwards. */
export const licenceChangeSchema = z.object(fields).refine(endsAfterStart, notBefore)
export type LicenceChange = z.infer<typeof licenceChangeSchema>

/** As people write numbers; NaN where it is none. */
export function readSeats(text: string): number {
  const digits = text.normalize('NFKC').replaceAll(/[\s.,'’]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
}
