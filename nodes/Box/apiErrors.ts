import { parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { codeAndMessage, vendorError, type ErrorRule } from '../host/vendorErrors';

/** What Box's refusals mean, told of what was asked for, as `to set a webhook on folder 1`. */
const MEANINGS: readonly ErrorRule[] = [
	{
		matches: (status) => status >= 300 && status < 400,
		reason: PROBLEM.redirected,
		says: (doing) => `Box sent the request ${doing} on to another address, which is not followed`,
	},
	{
		matches: (status) => status === 401,
		reason: PROBLEM.unauthorized,
		says: () =>
			'Box does not accept the access token. Open the Box credential and connect it again',
	},
	{
		matches: (status) => status === 403,
		reason: PROBLEM.forbidden,
		says: (doing) =>
			`Box forbids ${doing}. In the Developer Console, give the app the scope Manage Webhooks (Configuration > Application Scopes), authorize it again, and see that its user may open the file or folder`,
	},
	{
		matches: (status) => status === 404,
		reason: PROBLEM.notFound,
		says: (doing) =>
			`Box found nothing ${doing}. Check the ID and whether it is a file or a folder, and invite the user of the credential to it`,
	},
	{
		matches: (status) => status === 409,
		reason: PROBLEM.conflict,
		says: (doing) => `Something is in the way at Box ${doing}`,
	},
	{
		matches: (status) => status === 429,
		reason: PROBLEM.throttled,
		says: () => 'Box asks for fewer requests. Wait a minute, or check less often',
	},
	{
		matches: (status) => status >= 500,
		reason: PROBLEM.failing,
		says: () =>
			'Box has trouble of its own. Try again later; https://status.box.com says how long it may take',
	},
	{
		matches: (status) => status >= 400,
		reason: PROBLEM.refused,
		says: (doing) => `Box refuses ${doing}`,
	},
];

/**
 * Reads an answer of Box's API: its JSON (undefined where there is none to say), or in one sentence
 * what went wrong.
 */
export function readAnswerJson(answer: HttpAnswer, doing: string): Result<unknown> {
	const { status, body } = answer;
	const parsed = body.length === 0 ? undefined : parseJson(body.toString('utf8'));
	if (status >= 200 && status < 300) {
		if (parsed === undefined) return ok(undefined);
		if (parsed.ok) return ok(parsed.value);
		return err(
			PROBLEM.notJson,
			`Box was asked ${doing} and answered with something that is not JSON (HTTP ${status}). A proxy may stand in between.`,
		);
	}
	const words = parsed?.ok ? codeAndMessage(parsed.value) : undefined;
	return vendorError(answer, MEANINGS, { about: doing, said: undefined, words, speaker: 'Box' });
}
