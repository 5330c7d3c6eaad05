/** The fastest: what raw HTTP is here for is the least time, at a fair number of bytes. */
export const gzipLevel = 1
