import { z } from 'zod'
import { organisationIdSchema } from '../domain/ids.ts'
import { serviceIdSchema } from '../domain/service.ts'

/** `POST /api/consoles/open`: whose, and which service's. */
export const openConsoleSchema = z.object({ customerId: organisationIdSchema, service: serviceIdSchema })

/** Its answer: where the console is, signed and good for a few minutes. */
export const consoleLinkSchema = z.object({ url: z.url({ protocol: /^https?$/ }) })
