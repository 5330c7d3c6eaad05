/** What devices send about people, roles and groups, as it must be. For the server, and for forms when they are submitted. */
import { z } from 'zod'
import { groupIdSchema, organisationIdSchema, roleIdSchema, userIdSchema } from '../../domain/ids.ts'
import { allPermissions } from '../../domain/access/permission.ts'
import { companyNameSchema, localeSchema } from '../../domain/organisation.ts'
import { logoSizeLimit } from '../../domain/team/msp-profile.ts'
import { cleanLine } from '../../domain/text/clean-line.ts'
import { hasName } from '../../domain/text/person-name.ts'
import { emailSchema, namePartSchema, nameRequired, roleSchema } from '../../domain/user.ts'

/** As many as a scope names one by one; more is what groups are for. */
const subjectsAtMost = 2000
export const detailsLimit = 500

const version = z.number().int().nonnegative()
const subjects = z.array(z.union([organisationIdSchema, groupIdSchema])).max(subjectsAtMost, 'too-long')
export const roleChoiceSchema = z.union([roleSchema, roleIdSchema])
export const scopeSettingSchema = z.object({ kind: z.enum(['all', 'only', 'but']), allow: subjects, deny: subjects })

export const seenPersonSchema = z.object({ personId: userIdSchema, version })
export const changePersonSchema = seenPersonSchema.extend({
  role: roleChoiceSchema,
  scope: scopeSettingSchema.nullable(),
})

export const invitePersonSchema = z
  .object({
    personId: userIdSchema,
    firstName: namePartSchema,
    lastName: namePartSchema,
    workEmail: emailSchema,
    role: roleChoiceSchema,
    scope: scopeSettingSchema,
    details: z.string().overwrite(cleanLine).max(detailsLimit, 'too-long'),
    locale: localeSchema,
  })
  .refine(({ firstName, lastName }) => hasName(firstName, lastName), { ...nameRequired, path: ['firstName'] })

export const groupMembersAtMost = 50_000
const name = z.string().overwrite(cleanLine).min(1, 'required').max(60, 'too-long')

export const addRoleSchema = z.object({ roleId: roleIdSchema, name, permissions: z.array(z.enum(allPermissions)) })
export const changeRoleSchema = addRoleSchema.extend({ version })
export const deleteRoleSchema = z.object({ roleId: roleIdSchema, version, instead: roleChoiceSchema.nullable() })

export const addGroupSchema = z.object({
  groupId: groupIdSchema,
  name,
  members: z.array(organisationIdSchema).max(groupMembersAtMost, 'too-long'),
})
export const changeGroupSchema = addGroupSchema.extend({ version })
export const seenGroupSchema = z.object({ groupId: groupIdSchema, version })

const line = (most: number) => z.string().overwrite(cleanLine).max(most, 'too-long')
/** What every PNG begins with, in base64. */
const pngStart = 'iVBORw0KGgo'
const logoSchema = z
  .string()
  .max(Math.ceil(logoSizeLimit / 3) * 4, 'too-long')
  .regex(new RegExp(`^$|^${pngStart}[A-Za-z0-9+/]*={0,2}$`), 'invalid-picture')

export const mspProfileSchema = z.object({
  name: companyNameSchema,
  address: line(300),
  contact: line(100),
  phone: line(40),
  replyAddress: line(254).refine((text) => text === '' || emailSchema.safeParse(text).success, 'email'),
  logo: logoSchema,
})
export const askJointManagementSchema = z.object({ customerId: organisationIdSchema, since: z.number() })
export const seenAskingMspSchema = z.object({ mspId: organisationIdSchema, version })
export const changeMspProfileSchema = mspProfileSchema.extend({ mspId: organisationIdSchema, version })
