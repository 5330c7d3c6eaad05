/** Who is to become super admin here by an operator, from the server: no device keeps it. */
import { ask, tell } from './ask-server.ts'

export const appointment = {
  readOpen: () => ask((all) => all.openAppointmentAnswerSchema, 'GET', '/api/appointment'),
  stop: () => tell('POST', '/api/appointment/stop'),
  stopByLink: (link: string) => tell('POST', '/api/appointment/stop-by-link', { link }),
}
