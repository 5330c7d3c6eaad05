import { logoHeight, logoSizeLimit, logoWidth } from '#shared/domain/team/msp-profile.ts'

/** Each time smaller, until the PNG is small enough for every mail. */
const scales = [1, 0.75, 0.5, 0.35]

/** Any picture a browser reads, SVG too, as a small PNG in base64; null for what isn't a picture, or stays too large. */
export async function shrinkLogo(file: Blob): Promise<string | null> {
  const url = URL.createObjectURL(file)
  try {
    const picture = new Image()
    picture.src = url
    await picture.decode()
    // A drawing that names no size is drawn as large as there is room.
    const [width, height] = [picture.naturalWidth || logoWidth, picture.naturalHeight || logoHeight]
    const fitting = Math.min(1, logoWidth / width, logoHeight / height)
    for (const scale of scales) {
      const png = await drawPng(picture, width * fitting * scale, height * fitting * scale)
      if (png.size <= logoSizeLimit) return await toBase64(png)
    }
    return null
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function drawPng(picture: HTMLImageElement, width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
