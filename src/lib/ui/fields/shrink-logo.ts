import { logoHeight, logoSizeLimit, logoWidth } from '#shared/domain/team/msp-profile.ts'

/** Each time smaller, until the PNG is small enough for every mail. */
const scales = [1, 0.75, 0.5, 0.35]

/** Any picture a browser reads as a small PNG in base64; null for what isn't a picture, or stays too large. */
export async function shrinkLogo(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return null
  try {
    const fitting = Math.min(1, logoWidth / picture.width, logoHeight / picture.height)
    for (const scale of scales) {
      const png = await drawPng(picture, fitting * scale)
      if (png.size <= logoSizeLimit) return toBase64(png)
    }
    return null
  } finally {
    picture.close()
  }
}

async function drawPng(picture: ImageBitmap, scale: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  )
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
