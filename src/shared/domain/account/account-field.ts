export const companySizes = ['0-19', '20-99', '100-249', '250-499', '500-999', '1000+'] as const

/** Facts of the shared account document and the most characters each may hold. */
export const accountFieldLimits = {
  companyName: 120,
  companySize: 10,
  industry: 60,
  country: 2,
  address1: 160,
  address2: 160,
  city: 100,
  state: 100,
  zip: 20,
  phone: 40,
  website: 250,
  contactFirstName: 80,
  contactLastName: 80,
  contactPhone: 40,
} as const
export type AccountField = keyof typeof accountFieldLimits
export const accountFields = Object.keys(accountFieldLimits) as AccountField[]

/** Facts of the MSP-private document; its tags are flags beside these. */
export const privateFieldLimits = { internalReference: 80 } as const
export type PrivateField = keyof typeof privateFieldLimits

export const notesLimit = 20_000
export const tagLimit = 40

/** The most characters of every text that a form asks for. */
export const textLimits: Readonly<Record<string, number>> = {
  ...accountFieldLimits,
  ...privateFieldLimits,
  notes: notesLimit,
  privateNotes: notesLimit,
  firstName: 80,
  lastName: 80,
  email: 254,
  workEmail: 254,
  password: 200,
  resellerContact: 200,
  salesRepresentative: 200,
  businessContext: 1000,
  ticketText: 2000,
}

export const industries = [
  'agriculture',
  'construction',
  'education',
  'energy',
  'finance',
  'government',
  'healthcare',
  'hospitality',
  'logistics',
  'manufacturing',
  'media',
  'retail',
  'services',
  'technology',
  'other',
] as const

const choices: Readonly<Record<string, readonly string[]>> = { companySize: companySizes, industry: industries }

/** Whether a field that is chosen from a list holds nothing or one of its choices; true of every other field. */
export function isKnownChoice(field: string, value: string): boolean {
  if (value === '') return true
  if (field === 'country') return /^[A-Z]{2}$/.test(value)
  return !Object.hasOwn(choices, field) || choices[field]!.includes(value)
}
