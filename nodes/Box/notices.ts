import { shownName } from '../host/vendorErrors';

/**
 * The triggers by which Box reports on the webhook itself instead of an event
 * (https://developer.box.com/guides/webhooks/v2/limitations-v2 and …/delete-v2).
 */
const NOTICES: Readonly<Record<string, (webhook: string, reason: string) => string>> = {
	'WEBHOOK.DELETED': (webhook, reason) =>
		`Box deleted webhook ${webhook}${reason}. The node creates it again; check that its file or folder still exists.`,
	NO_ACTIVE_SESSION: (webhook) =>
		`Box sent an event without its content: the session of the user who created webhook ${webhook} has ended. n8n tries to renew it. If the log reports that this failed, open the Box credential and connect it again.`,
};

/** Returns the log message of a trigger about the webhook itself, or undefined for an event. */
export function noticeOf(
	trigger: string,
	webhookId: string,
	additionalInfo: unknown,
): string | undefined {
	if (!Object.hasOwn(NOTICES, trigger)) return undefined;
	const { reason } = (additionalInfo ?? {}) as { reason?: unknown };
	const why = typeof reason === 'string' ? ` (${shownName(reason.slice(0, 100))})` : '';
	return NOTICES[trigger](shownName(webhookId), why);
}
