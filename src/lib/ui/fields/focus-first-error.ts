import { tick } from 'svelte'

/** Brings the person to the first field that needs them, once its error is on the page. */
export async function focusFirstError(form: HTMLElement): Promise<void> {
  await tick()
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
