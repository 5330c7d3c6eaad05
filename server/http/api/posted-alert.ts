/** What `POST /api/v1/alerts` takes, as the document of the API describes it. */
import { z } from '@hono/zod-openapi'
import { alertCategories } from '#shared/domain/alert/alert-category.ts'
import { readImeiOrMeid, readSerial, type Identified } from '#shared/domain/device/device-identifier.ts'
import { organisationIdSchema } from '#shared/domain/ids.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { cleanText } from '#shared/domain/text/clean-text.ts'
import type { PostedAlert } from '../../commands/alert/post-alert.ts'

const percent = z.int().min(0).max(100)
const count = z.int().min(0).max(1_000_000)
const line = (most: number) => z.string().max(most).transform(cleanLine)

function identifierOf(read: (text: string) => Identified, kinds: readonly string[]) {
  return z
    .string()
    .max(40)
    .transform((text, issue) => {
      const found = read(text)
      if ('value' in found && kinds.includes(found.kind)) return found
      issue.addIssue({ code: 'custom', message: 'trouble' in found ? found.trouble : 'not-an-identifier' })
      return z.NEVER
    })
    .openapi({ type: 'string' })
}

export const postedAlertSchema = z
  .object({
    customerId: organisationIdSchema.meta({ description: 'The Customer ID, 10 digits.', example: '2000000001' }),
    category: z.enum(alertCategories).meta({
      description: 'An alert of `location` is told to the customer alone, with its title and text.',
    }),
    device: z
      .object({
        imei: identifierOf(readImeiOrMeid, ['imei']),
        meid: identifierOf(readImeiOrMeid, ['meid']),
        serial: identifierOf(readSerial, ['serial']),
      })
      .partial()
      .refine((device) => Object.values(device).some(Boolean), { error: 'required' })
      .meta({ description: 'At least one of them.' }),
    title: line(120).refine((title) => title !== '', { error: 'required' }),
    text: z.string().max(2000).transform(cleanText).default(''),
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When it happened; left out: now. At most 90 days ago.' }),
    figures: z
      .object({
        battery: z.object({ level: percent, health: percent }).partial(),
        network: z.object({ signal: z.int().min(-200).max(0), dropped: count }).partial(),
        app: z.object({ name: line(80).refine((name) => name !== '', { error: 'required' }), crashes: count }),
      })
      .partial()
      .default({})
      .meta({ description: 'Battery in per cent, signal in dBm.' }),
    location: z
      .object({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        accuracy: z.number().min(0).max(100_000).optional(),
      })
      .optional()
      .meta({ description: 'Never shown to an MSP, whatever the category. Accuracy in metres.' }),
  })
  .meta({ id: 'Alert' })

export const takenAlertSchema = z.object({ id: z.string() }).meta({ id: 'TakenAlert' })

export function readPosted(body: z.output<typeof postedAlertSchema>): PostedAlert {
  const { device, at, figures, location, ...rest } = body
  return {
    ...rest,
    identifiers: [device.imei, device.meid, device.serial].filter((each) => each !== undefined),
    at: at === undefined ? null : Date.parse(at),
    figures,
    location: location ?? null,
  }
}
