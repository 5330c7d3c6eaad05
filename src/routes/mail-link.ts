/**
 * What a mail's link carries, out of the page's address. It stands behind `#`, which browsers send to no server and pass on
 * to no other page; in mails of before it is `?link=`. What a mail program or a hasty copy took along with it falls away.
 */
export function readMailLink({ hash, searchParams }: Pick<URL, 'hash' | 'searchParams'>): string {
  const carried = /^#link=(.*)$/.exec(hash)?.[1] ?? searchParams.get('link') ?? ''
  return /^[\w-]+\.[\w-]+/.exec(carried)?.[0] ?? ''
}
