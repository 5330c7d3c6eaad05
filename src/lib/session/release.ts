/** Customers that an operator gives back to their people, from the server: no device keeps it. */
import { ask, tell } from './ask-server.ts'

export const release = {
  readOpen: () => ask((all) => all.openReleasesAnswerSchema, 'GET', '/api/releases'),
  stop: (id: string) => tell('POST', '/api/releases/stop', { id }),
  stopByLink: (link: string) => tell('POST', '/api/releases/stop-by-link', { link }),
}
