/** Messages to the other tabs of this browser; without BroadcastChannel there are none, and each tab goes by itself. */
export interface TabChannel<Message> {
  /** Whether anybody can be reached at all. */
  readonly reaches: boolean
  post(message: Message): void
  close(): void
}

export function openTabChannel<Message>(name: string, onmessage: (message: Message) => void): TabChannel<Message> {
  if (typeof BroadcastChannel !== 'function') return { reaches: false, post: () => undefined, close: () => undefined }
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => onmessage(data))
  return { reaches: true, post: (message) => channel.postMessage(message), close: () => channel.close() }
}
