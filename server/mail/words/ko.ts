import { fullName } from '#shared/domain/text/person-name.ts'
import type { DelinkData } from '../mails/delink-content.ts'
import type { MailWords } from './mail-words.ts'

const delinkReason = ({ reader, mspName, companyName }: DelinkData) =>
  reader === 'customer'
    ? `Tandem에서 ${companyName} 계정을 책임지고 있어 이 메일을 보내드립니다.`
    : `Tandem에서 ${mspName} 소속으로 ${companyName} 고객을 담당하고 있어 이 메일을 보내드립니다.`

export const ko: MailWords = {
  labels: {
    company: '회사',
    managedBy: '관리 업체',
    managementType: '고객 관리 유형',
    services: '서비스',
    deadline: '등록 기한',
    questions: '문의',
    contact: '담당자',
    customerId: 'Customer\u00a0ID',
    organisation: '조직',
    role: '역할',
    details: '추가 정보',
    worksUntil: '사용 기한',
    changedAt: '변경 시각',
    newEmail: '새 주소',
    device: '기기',
    signedInAt: '로그인 시각',
  },
  actions: {
    register: '등록',
    decline: '거절',
    signIn: '로그인하여 답변',
    openCustomer: '고객 열기',
    confirmEmail: '이메일 확인',
    setPassword: '새 비밀번호 설정',
    forgotPassword: '비밀번호를 잊으셨습니까?',
  },
  roles: { superAdmin: 'Super Admin', mspAdmin: 'MSP Admin', admin: 'Admin' },
  jointly: '공동 관리',
  invitation: {
    subject: ({ mspName, companyName }) => `${mspName}에서 ${companyName} 고객사를 Tandem에 초대합니다`,
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName}에서 ${companyName}의 Tandem 계정을 만들었습니다. 이 계정은 ${mspName}에서 귀사와 함께 관리합니다. 사용하려면 등록해 주세요.`,
    ],
    conversion: ({ mspName, companyName }) => [
      `지금까지는 ${mspName}에서 ${companyName} 고객사의 Tandem 계정을 단독으로 관리했으며 귀하가 로그인할 수 없었습니다. 이제 공동 관리로 전환되어 귀하와 ${mspName}에서 함께 관리합니다. 등록하면 이용할 수 있습니다.`,
      `계정의 현재 내용과 지금부터의 모든 변경 내용을 볼 수 있습니다. 서비스는 그대로 유지됩니다.`,
    ],
    agreement: ({ mspName }) =>
      `등록하면 ${mspName}에서 아래 서비스를 귀사와 함께 관리하는 데 동의하게 됩니다. 양쪽 모두 상대방이 계정에서 변경한 내용을 보고 되돌릴 수 있습니다.`,
    declineNote:
      '원하지 않으면 거절해 주세요. 이 메일을 무시해도 아무 일도 일어나지 않으며 링크는 기한이 지나면 만료됩니다.',
    replyNote: ({ mspName }) => `이 메일에 회신하면 ${mspName}에 전달됩니다.`,
    reason: ({ mspName, companyName }) =>
      `${mspName}에서 귀하를 ${companyName}의 담당자로 지정하여 이 메일을 보내드립니다.`,
  },
  invitationReminder: {
    subject: ({ mspName, companyName }) => `알림: ${mspName}에서 ${companyName} 고객사를 Tandem에 초대합니다`,
    heading: ({ firstName }) => `${firstName} 님, 초대가 아직 유효합니다`,
    paragraphs: ({ mspName, companyName }) => [
      `${mspName}에서 ${companyName} 고객사를 Tandem에 초대한 것을 다시 알려드립니다. 같은 초대의 이전 메일에 있는 링크도 사용할 수 있으며 기한은 바뀌지 않았습니다.`,
    ],
  },
  delinkRequest: {
    subject: ({ requestedBy, mspName, companyName }) =>
      requestedBy === 'msp'
        ? `${mspName}에서 ${companyName} 관리 종료를 요청합니다`
        : `${companyName}에서 ${mspName}의 관리 종료를 요청합니다`,
    heading: ({ companyName }) => `${companyName} 연결 해제(Delink) 요청`,
    paragraphs: ({ requestedBy, mspName, companyName, person }) => [
      requestedBy === 'msp'
        ? `${mspName}(${person})에서 ${companyName}의 관리를 종료하려고 요청했습니다.`
        : `${companyName}(${person})에서 ${mspName}의 관리를 종료하려고 요청했습니다.`,
      `답변이 있을 때까지는 지금처럼 계속됩니다. 수락하면 ${mspName}의 모든 접근 권한이 즉시 종료되고, ${companyName}의 계정과 사용자, 데이터는 그대로 유지됩니다.`,
    ],
    reason: delinkReason,
  },
  delinkReminder: {
    subject: ({ companyName }) => `알림: ${companyName} 연결 해제 요청이 답변을 기다리고 있습니다`,
    heading: ({ companyName }) => `${companyName} 연결 해제 요청에 아직 답변이 없습니다`,
  },
  delinkAccepted: {
    subject: ({ mspName, companyName }) => `${mspName}에서 더 이상 ${companyName} 계정을 관리하지 않습니다`,
    heading: ({ companyName }) => `${companyName} 연결이 해제되었습니다`,
    paragraphs: ({ reader, mspName, companyName, person }) => [
      `연결 해제 요청이 수락되었습니다(${person}).`,
      reader === 'customer'
        ? `${mspName}에서 더 이상 ${companyName} 계정에 접근할 수 없습니다. 귀사의 최고 관리자가 모든 권한을 가지며 계정 데이터는 그대로 유지됩니다.`
        : `${mspName}에서 더 이상 ${companyName} 계정에 접근할 수 없습니다. 기기에 있는 사본은 다음 연결 시 삭제됩니다.`,
    ],
    reason: delinkReason,
  },
  delinkRejected: {
    subject: ({ companyName }) => `${companyName} 연결 해제 요청이 거절되었습니다`,
    heading: () => '연결 해제 요청 거절',
    paragraphs: ({ mspName, companyName, person }) => [
      `연결 해제 요청이 거절되었습니다(${person}). ${mspName}에서 ${companyName}의 계정을 계속 함께 관리하며 바뀐 것은 없습니다.`,
    ],
    reason: delinkReason,
  },
  delinkWithdrawn: {
    subject: ({ companyName }) => `${companyName} 연결 해제 요청이 철회되었습니다`,
    heading: () => '연결 해제 요청 철회',
    paragraphs: ({ mspName, companyName, person }) => [
      `연결 해제 요청이 철회되었습니다(${person}). 답변할 필요가 없으며 ${mspName}의 ${companyName} 계정 관리는 이전처럼 계속됩니다.`,
    ],
    reason: delinkReason,
  },
  verifyEmail: {
    subject: () => 'Tandem 이메일 주소를 확인해 주세요',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: ({ organisationName }) => [
      `이 주소로 ${organisationName}의 Tandem을 설정했습니다. 본인의 주소인지 확인해 주세요.`,
    ],
    reason: () => 'Tandem을 설정할 때 이 주소가 입력되어 이 메일을 보내드립니다. 본인이 아니라면 무시해 주세요.',
  },
  personInvitation: {
    subject: ({ organisationName }) => `${organisationName}: Tandem 초대`,
    heading: ({ firstName }) => `${firstName}님, 안녕하세요`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy}님이 Tandem에서 ${organisationName} 업무를 함께 하도록 초대했습니다. 등록하면 시작할 수 있습니다.`,
    ],
    ignoreNote: '예상하지 못한 메일이라면 무시하셔도 됩니다. 아무 일도 일어나지 않으며 링크는 곧 만료됩니다.',
    reason: ({ organisationName }) => `Tandem에서 관리자로 지정되어 이 메일을 받으셨습니다(${organisationName}).`,
  },
  personInvitationReminder: {
    subject: ({ organisationName }) => `알림 - ${organisationName}: Tandem 초대`,
    heading: ({ firstName }) => `${firstName}님, 초대가 아직 열려 있습니다`,
    paragraphs: ({ organisationName, invitedBy }) => [
      `${invitedBy}님이 Tandem에서 ${organisationName} 업무를 함께 하도록 초대했고, 다시 알려 드립니다. 이 초대의 이전 메일에 있는 링크도 그대로 쓸 수 있으며 기한은 바뀌지 않았습니다.`,
    ],
  },
  resetPassword: {
    subject: () => 'Tandem 새 비밀번호 설정',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: () => [
      '로그인 페이지에서 이 주소에 대한 새 비밀번호 요청이 있었습니다. 아래 링크에서 새 비밀번호를 설정할 수 있으며, 링크는 한 번만 사용할 수 있습니다.',
    ],
    ignoreNote: '본인이 요청하지 않았다면 이 메일을 무시해 주세요. 비밀번호는 그대로 유지됩니다.',
    reason: () => '“비밀번호를 잊으셨습니까?” 페이지에 이 주소가 입력되어 이 메일을 보내드립니다.',
  },
  passwordChanged: {
    subject: () => 'Tandem 비밀번호가 변경되었습니다',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: () => [
      '비밀번호가 변경되었고 다른 기기에서는 로그아웃되었습니다. 그 기기에서 대기 중인 내용은 그대로 남아 있으며 다시 로그인하면 전송됩니다.',
      '본인이 변경하지 않았다면 즉시 새 비밀번호를 설정하고 최고 관리자에게 알려 주세요.',
    ],
    reason: () => 'Tandem에 등록된 귀하의 주소여서 이 메일을 보내드립니다.',
  },
  changeEmail: {
    subject: () => 'Tandem 새 주소를 확인해 주세요',
    heading: () => '본인의 주소가 맞습니까?',
    paragraphs: () => ['앞으로 이 주소로 Tandem에 로그인하려는 요청이 있었습니다. 본인이라면 주소를 확인해 주세요.'],
    reason: () => '프로필에 이 주소가 입력되어 이 메일을 보내드립니다. 본인이 아니라면 무시해 주세요.',
  },
  emailChanged: {
    subject: () => 'Tandem 로그인 주소가 변경되었습니다',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: () => [
      '이제 Tandem에 다른 주소로 로그인하며 메일도 그 주소로 보냅니다. 비밀번호는 그대로입니다.',
      '본인이 변경하지 않았다면 즉시 최고 관리자에게 알려 주세요.',
    ],
    reason: () => '이전까지 Tandem에 등록된 귀하의 주소여서 이 메일을 보내드립니다.',
  },
  newDevice: {
    subject: () => '새 기기에서 Tandem에 로그인했습니다',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: () => [
      '이전에 로그인한 적이 없는 기기에서 귀하의 주소와 비밀번호로 로그인했습니다.',
      '본인이라면 아무것도 하지 않아도 됩니다. 본인이 아니라면 즉시 새 비밀번호를 설정해 주세요. 그러면 그 기기에서는 로그아웃됩니다.',
    ],
    device: (browser, system) => `${system}의 ${browser}`,
    unknownDevice: '알 수 없는 브라우저',
    reason: () => 'Tandem에 등록된 귀하의 주소여서 이 메일을 보내드립니다.',
  },
  secondFactorChanged: {
    subject: ({ isOn }) =>
      isOn ? 'Tandem 로그인에 2단계 인증을 설정했습니다' : 'Tandem 로그인의 2단계 인증을 해제했습니다',
    heading: ({ firstName }) => `${firstName} 님, 안녕하세요`,
    paragraphs: ({ isOn }) => [
      isOn
        ? '이제 로그인할 때 비밀번호와 함께 인증 앱의 코드가 필요합니다.'
        : '2단계 인증이 해제되어 다시 비밀번호만으로 로그인할 수 있습니다.',
      '본인이 변경하지 않았다면 즉시 새 비밀번호를 설정하고 최고 관리자에게 알려 주세요.',
    ],
    reason: () => 'Tandem에 등록된 귀하의 주소여서 이 메일을 보내드립니다.',
  },
  customerRegistered: {
    subject: ({ companyName }) => `${companyName}에서 등록했습니다`,
    heading: ({ companyName }) => `${companyName}에서 등록했습니다`,
    paragraphs: ({ companyName, firstName, lastName }) => [
      `${fullName(firstName, lastName)} 님이 초대를 수락했습니다. 이제 ${companyName} 고객사와 함께 계정을 관리합니다.`,
    ],
    reason: ({ mspName, companyName }) =>
      `Tandem에서 ${mspName} 소속으로 ${companyName} 고객을 담당하고 있어 이 메일을 보내드립니다.`,
  },
  invitationDeclined: {
    subject: ({ companyName }) => `${companyName}에서 초대를 거절했습니다`,
    heading: ({ companyName }) => `${companyName}에서 거절했습니다`,
    paragraphs: ({ companyName, email }) => [
      `${email} 주소로 보낸 초대가 거절되었습니다. ${companyName} 고객은 목록에 그대로 있으며 상세 정보의 “초대 이메일 다시 보내기”로 새 초대를 보낼 수 있습니다.`,
    ],
    reason: ({ mspName, companyName }) =>
      `Tandem에서 ${mspName} 소속으로 ${companyName} 고객을 담당하고 있어 이 메일을 보내드립니다.`,
  },
}
