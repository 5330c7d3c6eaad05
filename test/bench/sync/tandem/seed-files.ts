/** What a seed's folder holds for Tandem. */
/** What the device that was away had stored: the answer to its first exchange. */
export const storedFramesFile = 'tandem-stored.frames'

/** The server's data folder. */
export const tandemFolder = 'tandem'
