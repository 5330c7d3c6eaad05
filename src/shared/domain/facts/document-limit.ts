/** One pushed update, bytes. */
export const updateLimitBytes = 256 * 1024
/** A document's whole state, bytes; 1 KB is usual. */
export const documentLimitBytes = 1024 * 1024
