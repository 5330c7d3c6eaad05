/** Many customers at once, for what must not depend on how many there are. */
import { addCustomer } from '#lib/commands/add-customer.ts'
import { acme, type TestDevice } from './world.ts'

/** Adds `count` fully managed customers and syncs. */
export async function addMany(device: TestDevice, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await addCustomer.on(device, { ...acme, managementType: 'fully', companyName: `Company ${index}`, workEmail: `c${index}@many.example` })
  }
  await device.sync()
}
