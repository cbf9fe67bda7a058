import { createHmac } from 'node:crypto';

import type { Clock } from '../clock';
import type { Answer, Call } from '../http';
import type { JsonObject } from '../json';
import { OFFLINE_SECONDS, TOKEN_SECONDS, type App } from './app';

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

/**
 * `GET /admin/oauth/authorize`: a shop owner who is logged in and accepts at once, so that the answer
 * leads straight back to the app
 * (https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant).
 */
export function authorize(app: App, clock: Clock, domain: string, call: Call): Answer {
	const asked = new URLSearchParams(call.query);
	const redirect = asked.get('redirect_uri') ?? '';
	if (asked.get('client_id') !== app.clientId) return page(400, 'application_cannot_be_found');
	if (!URL.canParse(redirect) || app.redirectUrls?.includes(redirect) === false)
		return page(400, 'The redirect_uri is not whitelisted');
	if (!asked.get('state')) return page(400, 'The state is missing');
	const scopes = (asked.get('scope') ?? '').split(/[\s,]+/).filter(Boolean);
	const back: Record<string, string> = {
		code: app.issueCode(scopes),
		host: Buffer.from(`admin.shopify.com/store/${domain.split('.')[0]}`).toString('base64url'),
		shop: domain,
		state: asked.get('state') as string,
		timestamp: String(Math.floor(clock.now() / 1000)),
	};
	// Over the sorted query, as text, in hexadecimal (docs/facts/vendors.md 1.5).
	const message = Object.entries(back)
		.map((pair) => pair.join('='))
		.sort()
		.join('&');
	const hmac = createHmac('sha256', app.clientSecret).update(message).digest('hex');
	const url = new URL(redirect);
	for (const [name, value] of Object.entries({ ...back, hmac })) url.searchParams.set(name, value);
	return { status: 302, headers: { Location: url.href }, body: '' };
}

/** `POST /admin/oauth/access_token`, JSON or form: both grants. */
export function giveToken(app: App, call: Call): Answer {
	if (call.method !== 'POST') return page(404, 'Not Found');
	const asked = readBody(call);
	if (asked === undefined) return refuse('invalid_request', 'The body is neither JSON nor a form.');
	if (asked.client_id !== app.clientId || !app.isSecret(String(asked.client_secret)))
		return refuse('invalid_client', 'The client id or secret is wrong.');
	if (asked.grant_type === 'client_credentials') return giveOwnToken(app);
	if (asked.grant_type === 'refresh_token')
		return app.takeRefresh(String(asked.refresh_token))
			? giveExpiring(app)
			: refuse('invalid_grant', 'The refresh token is invalid.');
	// n8n names the grant, which Shopify's page does not.
	if (![undefined, 'authorization_code'].includes(asked.grant_type))
		return refuse('unsupported_grant_type', 'The grant type is not supported.');
	if (!app.takeCode(String(asked.code)))
		return refuse('invalid_request', 'The authorization code was not found or was already used');
	if (asked.expiring === '1') return giveExpiring(app);
	return give({ access_token: app.issueToken(), scope: app.scopes.join(',') });
}

function giveExpiring(app: App): Answer {
	const { token, refresh } = app.issueExpiring();
	return give({
		access_token: token,
		scope: app.scopes.join(','),
		expires_in: OFFLINE_SECONDS,
		refresh_token: refresh,
		refresh_token_expires_in: 90 * 86_400,
	});
}

function giveOwnToken(app: App): Answer {
	if (!app.isOwnShop)
		return refuse('shop_not_permitted', 'Client credentials cannot be performed on this shop.');
	if (!app.isInstalled) return refuse('app_not_installed', 'The app is not installed on the shop.');
	return give({
		access_token: app.issueToken(TOKEN_SECONDS),
		scope: app.scopes.join(','),
		expires_in: TOKEN_SECONDS,
	});
}

function readBody({ headers, body }: Call): Record<string, string | undefined> | undefined {
	const type = headers['content-type'] ?? '';
	if (type.startsWith('application/x-www-form-urlencoded'))
		return Object.fromEntries(new URLSearchParams(body));
	if (!type.startsWith('application/json')) return undefined;
	try {
		return JSON.parse(body) as Record<string, string>;
	} catch {
		return undefined;
	}
}

function give(token: JsonObject): Answer {
	return { status: 200, headers: JSON_TYPE, body: JSON.stringify(token) };
}

function refuse(error: string, description: string): Answer {
	const body = JSON.stringify({ error, error_description: description });
	return { status: 400, headers: JSON_TYPE, body };
}

function page(status: number, text: string): Answer {
	return { status, headers: { 'Content-Type': 'text/html' }, body: `<h1>${text}</h1>` };
}
