import { shownText } from '../../../core/text/shownText';
import type { HttpAnswer } from '../../http';
import { shownName } from '../../vendorErrors';
import type { ForeignAnswer } from './probes';
import { failed, PROBE_CAUSE, unchecked, type ProbeResult } from './probeResult';

/** What is known about the URL. It distinguishes causes that have the same response. */
export interface ProbedUrl {
	url: string;
	/** Whether a probe at the same origin has reached this process, so that the origin leads to this n8n. */
	isOwnOrigin: boolean;
	/** Whether an answer of another process comes from a process of this n8n that serves the same origin. */
	isSameN8n(answer: ForeignAnswer): boolean;
}

const REACTIVATE =
	'Deactivate the workflow and activate it again. If that does not help, check whether WEBHOOK_URL now leads to another n8n.';
const COMPARE_URL =
	"Compare n8n's WEBHOOK_URL, and the address that the proxy or tunnel forwards to, with the address of this n8n.";
const CHECK_PATH =
	"Check the path in n8n's WEBHOOK_URL, and whether the proxy adds or removes a part of the path.";

/** Parts of responses of tunnels without a connection: their header, or the status and a text of the page. */
const OFFLINE_TUNNELS: ReadonlyArray<(answer: HttpAnswer, text: string) => boolean> = [
	// https://ngrok.com/docs/errors/err_ngrok_3200
	({ headers }) => /^ERR_NGROK_(3200|3004|8012|334|727)$/.test(headers['ngrok-error-code'] ?? ''),
	(_, text) => /ERR_NGROK_3200/.test(text),
	// https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033
	({ status }) => status === 530,
	// https://github.com/localtunnel/server
	({ headers }, text) =>
		headers['x-localtunnel-status'] !== undefined || /Tunnel Unavailable/i.test(text),
];

/** A response, and what is known about the URL. */
interface Seen extends ProbedUrl {
	answer: HttpAnswer;
	status: number;
	/** The beginning of the body. */
	text: string;
	origin: string;
	path: string;
}

/** A kind of response, and what it shows. */
interface Rule {
	fits(seen: Seen): boolean;
	shows(seen: Seen): ProbeResult;
}

/** The first rule that fits a response counts. */
const RULES: readonly Rule[] = [
	{
		fits: ({ answer, text }) => OFFLINE_TUNNELS.some((isOffline) => isOffline(answer, text)),
		shows: ({ origin, status }) =>
			failed(
				PROBE_CAUSE.tunnelOffline,
				`The tunnel at ${origin} has no connection to this machine (HTTP ${status}).`,
				"Start the tunnel again. If its address has changed, set n8n's WEBHOOK_URL to the new one and restart n8n.",
			),
	},
	{
		fits: ({ status }) => status >= 300 && status < 400,
		shows: ({ answer, url, status }) =>
			failed(
				PROBE_CAUSE.redirected,
				`The URL redirects to ${placeOf(answer.headers.location, url)} (HTTP ${status}). Vendors do not follow redirects.`,
				"Set n8n's WEBHOOK_URL to the address that responds without a redirect, and restart n8n.",
			),
	},
	{
		// n8n's own page, the same in 1.x and 2.x (webhook-not-found.error.js).
		fits: ({ text }) => text.includes('requested webhook') && text.includes('not registered'),
		shows: ({ isOwnOrigin, origin, status }) =>
			isOwnOrigin
				? failed(
						PROBE_CAUSE.notListening,
						`n8n responds that it does not serve this URL (HTTP ${status}), although the workflow is active.`,
						REACTIVATE,
					)
				: failed(
						PROBE_CAUSE.otherN8n,
						`Another n8n responds at ${origin}. It does not serve this workflow (HTTP ${status}).`,
						`${COMPARE_URL} If they are the same, deactivate the workflow and activate it again.`,
					),
	},
	{
		fits: ({ status, text }) => status === 404 && /Cannot POST \//.test(text),
		shows: ({ origin, path }) =>
			failed(
				PROBE_CAUSE.wrongPath,
				`The server at ${origin} does not know the path ${path} (HTTP 404).`,
				CHECK_PATH,
			),
	},
	{
		fits: ({ status }) => status === 413,
		shows: () =>
			failed(
				PROBE_CAUSE.bodyLimit,
				'A server rejects a body of 1 KB as too large (HTTP 413).',
				'Raise the limit for request bodies in the proxies between the vendor and n8n.',
			),
	},
	{
		fits: ({ status }) => status === 429,
		shows: () =>
			unchecked(
				PROBE_CAUSE.limited,
				'A proxy limits requests (HTTP 429).',
				"If deliveries are missing, raise the proxy's limit.",
			),
	},
	{
		fits: ({ status }) => [502, 503, 504].includes(status) || (status >= 520 && status < 530),
		shows: ({ origin, status }) =>
			failed(
				PROBE_CAUSE.gateway,
				`The proxy at ${origin} responds, but cannot reach n8n (HTTP ${status}).`,
				'Check the address and the port that the proxy forwards to, and whether it may connect to n8n.',
			),
	},
	{
		fits: ({ status }) => [401, 403, 407].includes(status),
		shows: ({ origin, path, status }) =>
			failed(
				PROBE_CAUSE.accessDenied,
				`A server at ${origin} rejects the request before it reaches the node (HTTP ${status}).`,
				`Allow requests to ${path} without a login or a browser check.`,
			),
	},
	{
		fits: ({ status }) => [405, 501].includes(status),
		shows: ({ origin, status }) =>
			failed(
				PROBE_CAUSE.methodRejected,
				`A server at ${origin} does not accept POST requests (HTTP ${status}).`,
				CHECK_PATH,
			),
	},
];

/**
 * Returns what a response shows if this process did not send it.
 *
 * @param foreign the answer of another process of this package, if the response is one
 */
export function judgeResponse(
	answer: HttpAnswer,
	foreign: ForeignAnswer | undefined,
	probed: ProbedUrl,
): ProbeResult {
	const { origin, pathname: path } = new URL(probed.url);
	if (foreign !== undefined) return judgeForeign(foreign, probed, origin);
	const text = answer.body.subarray(0, 4096).toString('utf8');
	const seen: Seen = { ...probed, answer, status: answer.status, text, origin, path };
	const rule = RULES.find(({ fits }) => fits(seen));
	return rule === undefined ? otherServer(seen) : rule.shows(seen);
}

function otherServer({ answer, origin, status }: Seen): ProbeResult {
	return failed(
		PROBE_CAUSE.otherServer,
		`Something other than this n8n responds at ${origin} (HTTP ${status}${serverOf(answer.headers)}).`,
		COMPARE_URL,
	);
}

function judgeForeign(
	foreign: ForeignAnswer,
	{ isSameN8n }: ProbedUrl,
	origin: string,
): ProbeResult {
	return isSameN8n(foreign)
		? unchecked(
				PROBE_CAUSE.otherProcess,
				'Another process of this n8n receives the deliveries, as in queue mode. It cannot verify the probe of this process.',
			)
		: failed(
				PROBE_CAUSE.otherN8n,
				`Another n8n with a copy of this workflow responds at ${origin}.`,
				`${COMPARE_URL} Deactivate the workflow in the n8n that should not receive deliveries.`,
			);
}

function serverOf({ server = '' }: Record<string, string>): string {
	return server === '' ? '' : `, server ${shownName(server.slice(0, 60))}`;
}

/** Returns where a redirect leads, without its query, which may hold a secret of the login. */
function placeOf(location: string | undefined, base: string): string {
	if (location === undefined || !URL.canParse(location, base)) return 'another address';
	const { origin, pathname } = new URL(location, base);
	return shownText(`${origin}${pathname}`.slice(0, 200));
}
