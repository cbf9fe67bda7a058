import { parseJson } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer } from '../host/http';
import { codeAndMessage, rulesByStatus, vendorError } from '../host/vendorErrors';

/** What a request is about, which determines the permission that it needs. `other` is the user of the access token. */
export type Area = 'webhooks' | 'enterpriseEvents' | 'items' | 'other';

const PERMISSION_STEPS: Readonly<Record<Area, string>> = {
	webhooks:
		'In the Developer Console, add the scope Manage Webhooks (Configuration > Application Scopes) and authorize the app again. Check that the user can open the file or folder',
	enterpriseEvents:
		'In the Developer Console, add the scope Manage enterprise properties (Configuration > Application Scopes) and authorize the app again',
	items:
		'Check that the user of the credential can open the file or folder. In the Developer Console, check that the app has the scope Read all files and folders stored in Box (Configuration > Application Scopes)',
	other:
		'In the Developer Console, check the scopes of the app (Configuration > Application Scopes) and authorize the app again',
};

/** What Box's errors mean. `{about}` is a request in words such as `to create a webhook on folder 1`. */
const rulesFor = (area: Area) =>
	rulesByStatus({
		'3xx':
			'The request {about} failed: Box redirected it to another host. Check the Base URL in the credential',
		401: 'The request {about} failed: Box rejected the access token. Open the Box credential and connect it again',
		403: `The request {about} failed: the app or the user lacks the permission. ${PERMISSION_STEPS[area]}`,
		404: 'The request {about} failed: Box did not find the object. Check its ID and its type (file or folder), and invite the user of the credential to it',
		409: 'The request {about} failed: Box reports a conflict. Check the webhooks of the app in the Developer Console',
		429: 'The request {about} failed: the rate limit of Box is used up. Wait a minute, or check less often',
		'5xx':
			'The request {about} failed: Box returned a server error. Try again later, or see https://status.box.com',
		'4xx': 'The request {about} failed: Box rejected it. Check the parameters of the node',
	});

/**
 * Returns the JSON of a response (undefined for an empty body), or a sentence that says what failed.
 *
 * @param doing the request in words, such as `to list webhooks`
 * @param area what the request is about. It determines the next step if Box forbids the request
 */
export function readAnswerJson(answer: HttpAnswer, doing: string, area: Area): Result<unknown> {
	const { status, body } = answer;
	const parsed = body.length === 0 ? undefined : parseJson(body.toString('utf8'));
	if (status >= 200 && status < 300) {
		if (parsed === undefined) return ok(undefined);
		if (parsed.ok) return ok(parsed.value);
		return err(
			PROBLEM.notJson,
			`The request ${doing} failed: Box's response is not JSON (HTTP ${status}). Check for a proxy between n8n and Box.`,
		);
	}
	const words = parsed?.ok ? codeAndMessage(parsed.value) : undefined;
	return vendorError(answer, rulesFor(area), {
		about: doing,
		said: undefined,
		words,
		speaker: 'Box',
	});
}
