import type { JsonObject } from '../json';
import type { Random } from '../random';
import type { BoxUser } from './items';

/** An app of the Developer Console. */
export interface BoxApp {
	clientId: string;
	clientSecret: string;
	redirectUris: string[];
	/** Whether the scope "Manage webhooks" is ticked. */
	mayManageWebhooks: boolean;
	/** Whether the scope "Manage enterprise properties" is ticked, which enterprise events need. */
	mayManageEnterprise: boolean;
	/** Whether an administrator has authorized it, which client credentials need. */
	isAuthorized: boolean;
	/** Acts for the enterprise with client credentials. */
	serviceAccount: BoxUser;
	/** What deliveries are signed with; undefined until it is generated. */
	keys: { primary?: string; secondary?: string };
}

/** Whose a token is. */
export interface Session {
	app: BoxApp;
	user: BoxUser;
}

/** An error of the token endpoint, as RFC 6749 defines it. */
export class TokenRefusal extends Error {
	constructor(
		readonly error: string,
		message: string,
		readonly status = 400,
	) {
		super(message);
	}
}

interface Issued extends Session {
	expires: number;
}

interface Code extends Issued {
	redirectUri: string;
}

interface Setup {
	apps: BoxApp[];
	users: BoxUser[];
	enterpriseId: string;
	random: Random;
	now(): number;
}

const MINUTE = 60_000;
const CODE_LIFETIME = 0.5 * MINUTE;
const ACCESS_LIFETIME = 60 * MINUTE;
const REFRESH_LIFETIME = 60 * 24 * 60 * MINUTE;

/** Box's OAuth2 (https://developer.box.com/guides/authentication): hands out tokens and knows whose they are. */
export class Tokens {
	private readonly codes = new Map<string, Code>();
	private readonly access = new Map<string, Issued>();
	private readonly refresh = new Map<string, Issued>();
	/** Users whom the app has acted for by itself; that lasts for as long as it is authorized. */
	private readonly actedFor = new Set<BoxUser>();

	constructor(private readonly setup: Setup) {}

	/**
	 * What the page does once a user has logged in and clicked "Grant access to Box".
	 *
	 * @returns the address that the browser is sent to
	 */
	authorize(query: URLSearchParams, user: BoxUser): string {
		const app = this.setup.apps.find(({ clientId }) => clientId === query.get('client_id'));
		if (app === undefined) throw new TokenRefusal('invalid_client', 'Unknown client_id');
		if (query.get('response_type') !== 'code')
			throw new TokenRefusal('unsupported_response_type', 'response_type has to be code');
		const redirectUri = query.get('redirect_uri') ?? '';
		if (!app.redirectUris.includes(redirectUri))
			throw new TokenRefusal('redirect_uri_mismatch', `Not a redirect URI: ${redirectUri}`);
		const code = this.draw();
		this.codes.set(code, { app, user, redirectUri, expires: this.setup.now() + CODE_LIFETIME });
		const target = new URL(redirectUri);
		target.searchParams.set('code', code);
		target.searchParams.set('state', query.get('state') ?? '');
		return target.href;
	}

	/** POST /oauth2/token */
	grant(form: URLSearchParams): JsonObject {
		const app = this.setup.apps.find(({ clientId }) => clientId === form.get('client_id'));
		if (app === undefined || app.clientSecret !== form.get('client_secret'))
			throw new TokenRefusal('invalid_client', 'The client credentials are invalid');
		const type = form.get('grant_type') ?? '';
		const grants: Record<string, () => JsonObject> = {
			authorization_code: () => this.grantCode(app, form),
			refresh_token: () => this.renew(app, form),
			client_credentials: () => this.grantApp(app, form),
		};
		if (!Object.hasOwn(grants, type))
			throw new TokenRefusal('unsupported_grant_type', `Invalid grant_type: ${type}`);
		return grants[type]();
	}

	/** Whose the token of an `Authorization` header is; undefined where it is not (or no longer) good. */
	sessionOf(header: string | undefined): Session | undefined {
		const [, token = ''] = /^Bearer (\S+)$/.exec(header ?? '') ?? [];
		const issued = this.access.get(token);
		return issued && issued.expires > this.setup.now() ? issued : undefined;
	}

	/** Whether webhooks of an app and a user still get contents. */
	isAlive({ app, user }: Session): boolean {
		if (app.isAuthorized && this.actedFor.has(user)) return true;
		const all = [...this.access.values(), ...this.refresh.values()];
		return all.some(
			(issued) => issued.app === app && issued.user === user && issued.expires > this.setup.now(),
		);
	}

	/** Ends every access token, as time does; refresh tokens stay. */
	expireAccessTokens(): void {
		this.access.clear();
	}

	/** Ends everything a user was given, as a changed password does. */
	revoke(user: BoxUser): void {
		this.actedFor.delete(user);
		for (const issued of [this.access, this.refresh])
			for (const [token, { user: whose }] of issued) if (whose === user) issued.delete(token);
	}

	private grantCode(app: BoxApp, form: URLSearchParams): JsonObject {
		const code = this.codes.get(form.get('code') ?? '');
		this.codes.delete(form.get('code') ?? '');
		const isGood =
			code !== undefined &&
			code.app === app &&
			code.expires > this.setup.now() &&
			code.redirectUri === form.get('redirect_uri');
		if (!isGood)
			throw new TokenRefusal('invalid_grant', 'The authorization code has expired or is invalid');
		return this.issue({ app, user: code.user }, true);
	}

	/** A refresh token is good once, and gives the next one. */
	private renew(app: BoxApp, form: URLSearchParams): JsonObject {
		const token = form.get('refresh_token') ?? '';
		const issued = this.refresh.get(token);
		if (issued === undefined || issued.app !== app || issued.expires <= this.setup.now())
			throw new TokenRefusal('invalid_grant', 'Refresh token has expired');
		this.refresh.delete(token);
		return this.issue({ app, user: issued.user }, true);
	}

	private grantApp(app: BoxApp, form: URLSearchParams): JsonObject {
		if (!app.isAuthorized)
			throw new TokenRefusal(
				'unauthorized_client',
				'This app is not authorized by the enterprise admin',
			);
		const id = form.get('box_subject_id');
		const subjects: Record<string, BoxUser | undefined> = {
			enterprise: id === this.setup.enterpriseId ? app.serviceAccount : undefined,
			user: this.setup.users.find((user) => user.id === id),
		};
		const user = subjects[form.get('box_subject_type') ?? ''];
		if (user === undefined)
			throw new TokenRefusal('invalid_grant', 'Grant credentials are invalid');
		this.actedFor.add(user);
		return this.issue({ app, user }, false);
	}

	private issue(session: Session, isRenewable: boolean): JsonObject {
		const accessToken = this.draw();
		const now = this.setup.now();
		this.access.set(accessToken, { ...session, expires: now + ACCESS_LIFETIME });
		const refreshToken = this.draw();
		if (isRenewable)
			this.refresh.set(refreshToken, { ...session, expires: now + REFRESH_LIFETIME });
		return {
			access_token: accessToken,
			expires_in: ACCESS_LIFETIME / 1000,
			restricted_to: [],
			...(isRenewable && { refresh_token: refreshToken }),
			token_type: 'bearer',
		};
	}

	private draw(): string {
		return this.setup.random.text(
			'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
			32,
		);
	}
}
