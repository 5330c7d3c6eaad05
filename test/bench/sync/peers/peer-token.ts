/** What the peers' servers check for every document that is opened. */
export const peerToken = 'msp'
