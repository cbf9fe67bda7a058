/**
 * What Box sends of a webhook itself instead of an event
 * (https://developer.box.com/guides/webhooks/v2/limitations-v2 and …/delete-v2).
 */
const NOTICES: Readonly<Record<string, (webhook: string, reason: string) => string>> = {
	'WEBHOOK.DELETED': (webhook, reason) =>
		`was told by Box that it deleted webhook ${webhook}${reason}. It is made anew; see that what it watches is still there.`,
	NO_ACTIVE_SESSION: (webhook) =>
		`was told by Box that something happened, but not what: the session of the user who made webhook ${webhook} has ended, and Box keeps the contents back. n8n tries to renew it; where the log says that this fails, open the Box credential and connect it again.`,
};

/** The words for the log where a trigger is about the webhook; undefined where it is an event. */
export function noticeOf(
	trigger: string,
	webhookId: string,
	additionalInfo: unknown,
): string | undefined {
	if (!Object.hasOwn(NOTICES, trigger)) return undefined;
	const { reason } = (additionalInfo ?? {}) as { reason?: unknown };
	const why = typeof reason === 'string' ? ` (${reason.slice(0, 100)})` : '';
	return NOTICES[trigger](webhookId, why);
}
