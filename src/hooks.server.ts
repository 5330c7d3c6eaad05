// Runs only while the client is built, and beside `npm run dev`: it shapes the one shell that every route is shown in.
import type { Handle } from '@sveltejs/kit'

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) =>
      // Found in the stylesheet only when words are laid out, the letters would come after them and have all laid out again.
      type === 'js' || type === 'css' || (type === 'font' && path.includes('inter-latin-wght')),
  })
