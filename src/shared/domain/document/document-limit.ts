/** One pushed update, bytes. */
export const updateLimitBytes = 256 * 1024
/** A document's whole state, bytes; 1 KB is usual. */
export const documentLimitBytes = 1024 * 1024
/** The pieces that one pushed update may add: a sitting's typing in hundreds of places is far below. */
export const structsPerUpdate = 2000
/**
 * The pieces of one document that an organisation's people may have written: years of edits. With what the server adds to
 * correct them, those of two organisations stay below the document's limit, so that neither can fill it for the other.
 */
export const structsPerWriter = 6000
/** So many of one organisation's, and the document is compacted (DOC9): one more edit still has room. */
export const structsToCompact = structsPerWriter - structsPerUpdate
