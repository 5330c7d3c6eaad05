import type { CustomerForm } from './customer-form.ts'

export const emptyCustomerForm: CustomerForm = {
  companyName: '',
  companySize: '',
  industry: '',
  country: '',
  address1: '',
  address2: '',
  city: '',
  state: '',
  zip: '',
  phone: '',
  website: '',
  contactFirstName: '',
  contactLastName: '',
  contactPhone: '',
  workEmail: '',
  managementType: 'jointly',
  services: [],
  internalReference: '',
  mailLanguage: '',
}
