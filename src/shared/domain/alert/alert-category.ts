/** What an alert is about, in the order that people see (S2). */
export const alertCategories = ['battery', 'network', 'app', 'performance', 'security', 'location'] as const
export type AlertCategory = (typeof alertCategories)[number]

/** Whose recipients both sides edit. Where devices are is the customer's alone, and so is who hears of it. */
export const sharedAlertCategories = alertCategories.filter((category) => category !== 'location')
export type SharedAlertCategory = Exclude<AlertCategory, 'location'>
