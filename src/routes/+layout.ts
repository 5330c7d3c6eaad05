// Everything comes from the device; the server only hands out one shell.
export const ssr = false
export const prerender = false
