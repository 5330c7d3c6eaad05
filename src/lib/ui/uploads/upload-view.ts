import type { UploadRecord } from '#shared/domain/device/upload.ts'

/** An upload as its owner's people see it. */
export interface UploadView extends UploadRecord {
  /** Whose it is, where a page is about more than one; else empty. */
  company: string
  /** Something about it waits to be sent. */
  waiting: { canCancel: boolean } | null
}

/** What its owner can do about an upload. */
export interface UploadActs {
  approve: (upload: UploadView) => void
  reject: (upload: UploadView) => void
  reopen: (upload: UploadView) => void
  takeBack: (upload: UploadView) => void
}
