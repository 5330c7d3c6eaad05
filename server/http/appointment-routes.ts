import { Hono, type MiddlewareHandler } from 'hono'
import { linkSchema, registerSchema } from '#shared/protocol/sign-in-requests.ts'
import { lookUpAppointment } from '../commands/appointment/look-up-appointment.ts'
import {
  stopAppointmentByLink,
  stopOpenAppointment,
  viewOpenAppointment,
} from '../commands/appointment/stop-appointment.ts'
import { takeAppointment } from '../commands/appointment/take-appointment.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { clientAddress } from './client-address.ts'
import { readForm } from './read-form.ts'
import { requireSession } from './require-session.ts'
import { readBrowser, writeSessionCookie } from './session-cookie.ts'
import { writeKnownDevice } from './sign-in/known-device-cookie.ts'

/** A super admin whom an operator appoints. As with every mail's link, a GET decides nothing. */
export function appointmentRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const signedIn = requireSession(services)

  const limited: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    await rateLimits.link.consume(clientAddress(c, services.config.trustProxy))
    await next()
  }

  routes.post('/appointment/look-up', limited, async (c) => {
    const { link } = await readForm(c, linkSchema)
    return c.json(await lookUpAppointment(services, link))
  })

  routes.post('/appointment/register', limited, async (c) => {
    const form = await readForm(c, registerSchema)
    const { token, user } = await takeAppointment(services, form, readBrowser(c, services))
    writeSessionCookie(c, services, token)
    writeKnownDevice(c, services, user.email)
    return c.json({ user }, 201)
  })

  routes.post('/appointment/stop-by-link', limited, async (c) => {
    const { link } = await readForm(c, linkSchema)
    await stopAppointmentByLink(services, link)
    return c.body(null, 204)
  })

  routes.get('/appointment', signedIn, async (c) => c.json({ open: await viewOpenAppointment(services, c.var.access) }))

  routes.post('/appointment/stop', signedIn, async (c) => {
    await stopOpenAppointment(services, c.var.access)
    return c.body(null, 204)
  })

  return routes
}
