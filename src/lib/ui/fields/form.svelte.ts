import { createAttachmentKey } from 'svelte/attachments'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import { fieldErrorWords, fieldLabel } from '../words/field-words.ts'
import { focusFirstError } from './focus-first-error.ts'

/** Why a form wasn't taken: a code, what is wrong at which field, and when it may be tried again. */
export interface FormFailure {
  code: RefusalCode | 'offline'
  fields?: FieldErrors
  retryAfterS?: number
}

interface Schema<Checked> {
  safeParse(
    values: unknown,
  ):
    | { success: true; data: Checked }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

interface FormOptions<Checked> {
  /** The form's zod schema, loaded while it is filled in. Where it can't be had, nothing could be sent either. */
  schema: () => Promise<Schema<Checked>>
  /** Sends what the schema made of the values. Resolves to why it wasn't taken, if the form is to say so. */
  send: (checked: Checked) => Promise<FormFailure | undefined>
}

/**
 * A form that is sent and answered: what is typed, what is wrong with it at which field, and whether it is on its way.
 * What was typed stays, whatever becomes of it, and an error stays while the value it was said of does.
 */
export class Form<Values extends object, Checked = Values> {
  values = $state() as Values
  /** Why the last try wasn't taken. */
  failure = $state.raw<FormFailure>()
  sending = $state(false)

  #errors = $state.raw<Readonly<Record<string, { code: string; said: string }>>>({})
  readonly #options: FormOptions<Checked>

  /** For the `<form>` itself. A post, so that before any script runs nothing typed gets into an address. */
  readonly wiring = {
    method: 'post' as const,
    novalidate: true,
    onsubmit: (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
      event.preventDefault()
      void this.submit(event.currentTarget)
    },
    [createAttachmentKey()]: () => void this.#loadSchema(),
  }

  constructor(values: Values, options: FormOptions<Checked>) {
    this.values = values
    this.#options = options
  }

  /** What a field component takes; its value is bound by itself. */
  field(name: keyof Values & string): { name: string; label: string; error: string } {
    const error = this.#errors[name]
    const value = this.values[name]
    const code = error?.said === JSON.stringify(value) ? error.code : undefined
    return { name, label: fieldLabel(name), error: fieldErrorWords(code, name, String(value)) }
  }

  /** Checks and sends; then brings the person to the first field that needs them. Once at a time. */
  async submit(element?: HTMLElement): Promise<void> {
    if (this.sending) return
    this.sending = true
    this.failure = undefined
    const values = $state.snapshot(this.values) as Values
    try {
      this.#say(await this.#tryWith(values), values)
    } finally {
      this.sending = false
    }
    if (element && Object.keys(this.#errors).length > 0) await focusFirstError(element)
  }

  async #tryWith(values: Values): Promise<FieldErrors> {
    const schema = await this.#loadSchema()
    const checked = schema?.safeParse(values)
    if (checked && !checked.success) return errorsOf(checked.error.issues)
    this.failure = checked ? await this.#options.send(checked.data) : { code: 'offline' }
    return this.failure?.fields ?? {}
  }

  async #loadSchema(): Promise<Schema<Checked> | null> {
    return this.#options.schema().catch(() => null)
  }

  #say(errors: FieldErrors, values: Values): void {
    this.#errors = Object.fromEntries(
      Object.entries(errors).map(([field, code]) => [
        field,
        { code, said: JSON.stringify(values[field as keyof Values]) },
      ]),
    )
  }
}

/** Field → code of the first thing wrong with it. */
function errorsOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): FieldErrors {
  const errors: FieldErrors = {}
  for (const { path, message } of issues) errors[String(path[0])] ??= message
  return errors
}
