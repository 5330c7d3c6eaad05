import { fullName } from '#shared/domain/text/person-name.ts'
import type { DelinkData } from '../mails/delink-content.ts'
import type { MailWords } from './mail-words.ts'

const delinkReason = ({ reader, mspName, companyName }: DelinkData) =>
  reader === 'customer'
    ? `Sie erhalten diese E-Mail, weil Sie in Tandem für das Konto von ${companyName} verantwortlich sind.`
    : `Sie erhalten diese E-Mail, weil Sie ${companyName} in Tandem für ${mspName} betreuen.`

export const de: MailWords = {
  labels: {
    company: 'Unternehmen',
    managedBy: 'Verwaltet von',
    managementType: 'Art der Kundenverwaltung',
    services: 'Dienste',
    deadline: 'Registrieren bis',
    questions: 'Fragen',
    contact: 'Kontakt',
    customerId: 'Customer\u00a0ID',
    organisation: 'Organisation',
    role: 'Rolle',
    details: 'Weitere Angaben',
    worksUntil: 'Gültig bis',
    changedAt: 'Geändert',
    newEmail: 'Neue Adresse',
    device: 'Gerät',
    signedInAt: 'Angemeldet',
  },
  actions: {
    register: 'Registrieren',
    decline: 'Ablehnen',
    signIn: 'Anmelden und antworten',
    openCustomer: 'Kunden öffnen',
    confirmEmail: 'E-Mail-Adresse bestätigen',
    setPassword: 'Neues Passwort festlegen',
    forgotPassword: 'Passwort vergessen?',
  },
  roles: { superAdmin: 'Super Admin', mspAdmin: 'MSP Admin', admin: 'Admin' },
  jointly: 'Gemeinsam verwaltet',
  invitation: {
    subject: ({ mspName, companyName }) => `${mspName} lädt ${companyName} zu Tandem ein`,
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName} hat für ${companyName} ein Konto in Tandem angelegt, das Sie und ${mspName} gemeinsam betreuen. Registrieren Sie sich, um es zu nutzen.`,
    ],
    conversion: ({ mspName, companyName }) => [
      `Bisher hat ${mspName} das Konto von ${companyName} in Tandem allein verwaltet, ohne Anmeldung für Sie. Jetzt wird es gemeinsam verwaltet: Sie und ${mspName} betreuen es zusammen. Registrieren Sie sich, um es zu nutzen.`,
      `Sie sehen das Konto, wie es heute ist, und jede Änderung von jetzt an. Die Dienste bleiben, wie sie sind.`,
    ],
    agreement: ({ mspName }) =>
      `Mit der Registrierung stimmen Sie zu, dass ${mspName} diese Dienste gemeinsam mit Ihnen verwaltet. Beide Seiten sehen die Änderungen der anderen am Konto und können sie rückgängig machen.`,
    declineNote:
      'Wenn Sie das nicht möchten, lehnen Sie ab. Wenn Sie nichts tun, geschieht nichts: Der Link läuft einfach ab.',
    replyNote: ({ mspName }) => `Eine Antwort auf diese E-Mail geht an ${mspName}.`,
    reason: ({ mspName, companyName }) =>
      `Sie erhalten diese E-Mail, weil ${mspName} Sie als Kontakt von ${companyName} angegeben hat.`,
  },
  invitationReminder: {
    subject: ({ mspName, companyName }) => `Erinnerung: ${mspName} lädt ${companyName} zu Tandem ein`,
    heading: ({ firstName }) => `Guten Tag ${firstName}, Ihre Einladung ist noch offen`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName} hat ${companyName} zu Tandem eingeladen und erinnert Sie daran. Auch die Links in früheren E-Mails dieser Einladung gelten; die Frist hat sich nicht geändert.`,
    ],
  },
  delinkRequest: {
    subject: ({ requestedBy, mspName, companyName }) =>
      requestedBy === 'msp'
        ? `${mspName} bittet darum, ${companyName} nicht mehr zu verwalten`
        : `${companyName} bittet darum, die Verwaltung durch ${mspName} zu beenden`,
    heading: ({ companyName }) => `Trennung (Delink) angefragt: ${companyName}`,
    paragraphs: ({ requestedBy, mspName, companyName, person }) => [
      requestedBy === 'msp'
        ? `${mspName} (${person}) bittet darum, die Verwaltung von ${companyName} zu beenden.`
        : `${companyName} (${person}) bittet darum, die Verwaltung durch ${mspName} zu beenden.`,
      `Bis jemand antwortet, läuft alles weiter wie bisher. Wenn Sie zustimmen, verliert ${mspName} sofort jeden Zugriff; ${companyName} behält Konto, Personen und Daten.`,
    ],
    reason: delinkReason,
  },
  delinkReminder: {
    subject: ({ companyName }) => `Erinnerung: Die angefragte Trennung von ${companyName} wartet auf Ihre Antwort`,
    heading: ({ companyName }) => `Die Anfrage zur Trennung von ${companyName} ist noch offen`,
  },
  delinkAccepted: {
    subject: ({ mspName, companyName }) => `${mspName} verwaltet ${companyName} nicht mehr`,
    heading: ({ companyName }) => `${companyName} ist getrennt`,
    paragraphs: ({ reader, mspName, companyName, person }) => [
      `Der Trennung wurde zugestimmt (${person}).`,
      reader === 'customer'
        ? `${mspName} hat keinen Zugriff mehr auf das Konto von ${companyName}. Ihre Super-Admins haben vollen Zugriff, und alle Kontodaten bleiben bei Ihnen.`
        : `${mspName} hat keinen Zugriff mehr auf ${companyName}. Kopien auf Ihren Geräten werden beim nächsten Kontakt entfernt.`,
    ],
    reason: delinkReason,
  },
  delinkRejected: {
    subject: ({ companyName }) => `Die Trennung von ${companyName} wurde abgelehnt`,
    heading: () => 'Trennung abgelehnt',
    paragraphs: ({ mspName, companyName, person }) => [
      `Die Trennung wurde abgelehnt (${person}). ${mspName} und ${companyName} verwalten das Konto weiter gemeinsam; nichts hat sich geändert.`,
    ],
    reason: delinkReason,
  },
  delinkWithdrawn: {
    subject: ({ companyName }) => `Die Anfrage zur Trennung von ${companyName} wurde zurückgezogen`,
    heading: () => 'Anfrage zurückgezogen',
    paragraphs: ({ mspName, companyName, person }) => [
      `Die Anfrage wurde zurückgezogen (${person}). Sie müssen nicht antworten: ${mspName} und ${companyName} machen weiter wie bisher.`,
    ],
    reason: delinkReason,
  },
  verifyEmail: {
    subject: () => 'Bestätigen Sie Ihre E-Mail-Adresse für Tandem',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: ({ organisationName }) => [
      `Sie haben Tandem für ${organisationName} mit dieser Adresse eingerichtet. Bestätigen Sie, dass sie Ihnen gehört.`,
    ],
    reason: () =>
      'Sie erhalten diese E-Mail, weil diese Adresse beim Einrichten von Tandem angegeben wurde. Wenn Sie das nicht waren, ignorieren Sie sie.',
  },
  personInvitation: {
    subject: ({ organisationName }) => `${organisationName} lädt Sie zu Tandem ein`,
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy} lädt Sie ein, in Tandem für ${organisationName} zu arbeiten. Registrieren Sie sich, um zu beginnen.`,
    ],
    ignoreNote:
      'Wenn Sie das nicht erwartet haben, ignorieren Sie diese E-Mail: Es geschieht nichts, und der Link verfällt.',
    reason: ({ organisationName }) =>
      `Sie erhalten diese E-Mail, weil ${organisationName} Sie in Tandem als Administrator angegeben hat.`,
  },
  personInvitationReminder: {
    subject: ({ organisationName }) => `Erinnerung: ${organisationName} lädt Sie zu Tandem ein`,
    heading: ({ firstName }) => `Guten Tag ${firstName}, Ihre Einladung ist noch offen`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy} hat Sie eingeladen, in Tandem für ${organisationName} zu arbeiten, und erinnert Sie daran. Auch die Links in früheren E-Mails dieser Einladung gelten, und die Frist hat sich nicht verschoben.`,
    ],
  },
  resetPassword: {
    subject: () => 'Ein neues Passwort für Tandem',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: () => [
      'Auf der Anmeldeseite wurde für diese Adresse ein neues Passwort angefordert. Der Link führt dorthin, wo es festgelegt wird. Er funktioniert einmal.',
    ],
    ignoreNote: 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist.',
    reason: () => 'Sie erhalten diese E-Mail, weil jemand diese Adresse unter „Passwort vergessen?“ eingegeben hat.',
  },
  passwordChanged: {
    subject: () => 'Ihr Passwort für Tandem wurde geändert',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: () => [
      'Ihr Passwort wurde geändert, und Ihre anderen Geräte wurden abgemeldet. Was dort wartet, bleibt dort und wird gesendet, sobald Sie sich wieder anmelden.',
      'Wenn Sie das nicht waren, holen Sie sich sofort ein neues Passwort und informieren Sie Ihren Super-Admin.',
    ],
    reason: () => 'Sie erhalten diese E-Mail, weil dies Ihre Adresse in Tandem ist.',
  },
  changeEmail: {
    subject: () => 'Bestätigen Sie Ihre neue Adresse für Tandem',
    heading: () => 'Gehört diese Adresse Ihnen?',
    paragraphs: () => [
      'Jemand möchte sich künftig mit dieser Adresse bei Tandem anmelden. Wenn Sie das sind, bestätigen Sie sie.',
    ],
    reason: () =>
      'Sie erhalten diese E-Mail, weil diese Adresse in einem Profil eingegeben wurde. Wenn Sie das nicht waren, ignorieren Sie sie.',
  },
  emailChanged: {
    subject: () => 'Ihre Adresse für Tandem wurde geändert',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: () => [
      'Ab jetzt melden Sie sich bei Tandem mit einer anderen Adresse an, und E-Mails gehen dorthin. Ihr Passwort bleibt dasselbe.',
      'Wenn Sie das nicht waren, informieren Sie sofort Ihren Super-Admin.',
    ],
    reason: () => 'Sie erhalten diese E-Mail, weil dies Ihre Adresse in Tandem war.',
  },
  newDevice: {
    subject: () => 'Ein neues Gerät hat sich als Sie bei Tandem angemeldet',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: () => [
      'Jemand hat sich mit Ihrer Adresse und Ihrem Passwort auf einem Gerät angemeldet, auf dem Tandem Sie noch nicht gesehen hat.',
      'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, holen Sie sich sofort ein neues Passwort: Damit ist dort Schluss.',
    ],
    device: (browser, system) => `${browser} auf ${system}`,
    unknownDevice: 'Unbekannter Browser',
    reason: () => 'Sie erhalten diese E-Mail, weil dies Ihre Adresse in Tandem ist.',
  },
  secondFactorChanged: {
    subject: ({ isOn }) =>
      isOn
        ? 'Ihre Anmeldung bei Tandem hat einen zweiten Faktor'
        : 'Ihre Anmeldung bei Tandem hat keinen zweiten Faktor mehr',
    heading: ({ firstName }) => `Guten Tag ${firstName}`,
    paragraphs: ({ isOn }) => [
      isOn
        ? 'Ab jetzt brauchen Sie zum Anmelden außer Ihrem Passwort einen Code aus Ihrer App.'
        : 'Ihr zweiter Faktor wurde ausgeschaltet. Ihr Passwort allein genügt wieder.',
      'Wenn Sie das nicht waren, holen Sie sich sofort ein neues Passwort und informieren Sie Ihren Super-Admin.',
    ],
    reason: () => 'Sie erhalten diese E-Mail, weil dies Ihre Adresse in Tandem ist.',
  },
  customerRegistered: {
    subject: ({ companyName }) => `${companyName} hat sich registriert`,
    heading: ({ companyName }) => `${companyName} hat sich registriert`,
    paragraphs: ({ companyName, firstName, lastName }) => [
      `${fullName(firstName, lastName)} hat Ihre Einladung angenommen. Sie und ${companyName} verwalten das Konto nun gemeinsam.`,
    ],
    reason: ({ mspName, companyName }) =>
      `Sie erhalten diese E-Mail, weil Sie ${companyName} in Tandem für ${mspName} betreuen.`,
  },
  invitationDeclined: {
    subject: ({ companyName }) => `${companyName} hat Ihre Einladung abgelehnt`,
    heading: ({ companyName }) => `${companyName} hat abgelehnt`,
    paragraphs: ({ companyName, email }) => [
      `Die Einladung an ${email} wurde abgelehnt. ${companyName} bleibt in Ihrer Liste; „Einladung erneut senden“ in den Details sendet eine neue Einladung.`,
    ],
    reason: ({ mspName, companyName }) =>
      `Sie erhalten diese E-Mail, weil Sie ${companyName} in Tandem für ${mspName} betreuen.`,
  },
}
