import type { Clock } from '../clock';
import type { Random } from '../random';

/** How an app in the Dev Dashboard is set up. */
export interface AppOptions {
	/** What it may do in the shop; a shop owner has accepted it. */
	scopes?: readonly string[];
	/** Whether app and shop belong to one organisation: client credentials need that. */
	isOwnShop?: boolean;
	isInstalled?: boolean;
	/** Where the authorization may lead back to. */
	redirectUrls?: readonly string[];
	/** The version of its webhooks' payloads. */
	webhookApiVersion?: string;
	/** A public app has to ask for tokens that expire. */
	isPublic?: boolean;
}

interface Token {
	value: string;
	/** Epoch milliseconds; undefined for one that lasts. */
	expiresAt?: number;
	/** Taken once, for a token that replaces this one. */
	refresh?: string;
}

interface Secret {
	value: string;
	/** Deliveries are still signed with it until then, epoch milliseconds. */
	signsUntil?: number;
}

const HOUR = 3_600_000;
/** What Shopify says of a token of client credentials (docs/facts/vendors.md 1.5). */
export const TOKEN_SECONDS = 86_399;
/** An offline token that expires lasts an hour (docs/facts/vendors.md 1.5). */
export const OFFLINE_SECONDS = 3_600;

/** An app and its data of one shop: keys, secrets, tokens, scopes. */
export class App {
	readonly clientId: string;
	scopes: string[];
	isOwnShop: boolean;
	isInstalled: boolean;
	redirectUrls: readonly string[] | undefined;
	webhookApiVersion: string;
	isPublic: boolean;
	/** Signs webhooks that a person makes in the shop's admin. It is the shop's, not the app's. */
	readonly shopSecret: string;
	private secrets: Secret[];
	private tokens: Token[] = [];
	private readonly codes = new Map<string, readonly string[]>();

	constructor(
		private readonly clock: Clock,
		private readonly random: Random,
		{ scopes = [], isOwnShop = true, isInstalled = true, redirectUrls, ...more }: AppOptions,
	) {
		this.clientId = this.hex(32);
		this.secrets = [{ value: `shpss_${this.hex(32)}` }];
		this.scopes = [...scopes];
		this.isOwnShop = isOwnShop;
		this.isInstalled = isInstalled;
		this.redirectUrls = redirectUrls;
		this.webhookApiVersion = more.webhookApiVersion ?? '2026-10';
		this.isPublic = more.isPublic ?? false;
		this.shopSecret = this.hex(64);
	}

	/** The client secret that the Dev Dashboard shows. */
	get clientSecret(): string {
		return this.secrets[0].value;
	}

	/** Whether the owner has granted a scope; to write includes to read. */
	has(scope: string): boolean {
		return this.scopes.includes(scope) || this.scopes.includes(scope.replace(/^read_/, 'write_'));
	}

	/** What deliveries are signed with: after a rotation the old secret, for up to an hour. */
	get signingSecret(): string {
		const old = this.secrets.find(({ signsUntil = 0 }) => signsUntil > this.clock.now());
		return (old ?? this.secrets[0]).value;
	}

	/** Makes a new client secret; the old one signs for another hour. */
	rotateSecret(): string {
		this.secrets[0].signsUntil = this.clock.now() + HOUR;
		this.secrets.unshift({ value: `shpss_${this.hex(32)}` });
		return this.clientSecret;
	}

	/** Both secrets are taken at the token endpoint while a rotation lasts. */
	isSecret(value: string): boolean {
		return this.secrets.some((secret) => secret.value === value);
	}

	/** An access token, which lasts where `seconds` is not given. */
	issueToken(seconds?: number): string {
		return this.add(seconds).value;
	}

	/** An offline token that expires, and the token that renews it. */
	issueExpiring(): { token: string; refresh: string } {
		const refresh = `shprt_${this.hex(32)}`;
		return { token: this.add(OFFLINE_SECONDS, refresh).value, refresh };
	}

	/** Whether a token to renew with is taken. It is taken once. */
	takeRefresh(refresh: string): boolean {
		const held = this.tokens.find((token) => token.refresh === refresh);
		if (held === undefined) return false;
		delete held.refresh;
		return true;
	}

	isToken(value: string | undefined): boolean {
		return this.isInstalled && this.find(value) !== undefined;
	}

	/** Whether the Admin API takes a token of this app only if it expires. */
	isTooLasting(value: string | undefined): boolean {
		return this.isPublic && this.find(value)?.expiresAt === undefined;
	}

	private add(seconds?: number, refresh?: string): Token {
		const value = `shpat_${this.hex(32)}`;
		const expiresAt = seconds === undefined ? undefined : this.clock.now() + seconds * 1000;
		const token = {
			value,
			...(expiresAt !== undefined && { expiresAt }),
			...(refresh !== undefined && { refresh }),
		};
		this.tokens.push(token);
		return token;
	}

	private find(value: string | undefined): Token | undefined {
		const now = this.clock.now();
		return this.tokens.find(
			(token) => token.value === value && (token.expiresAt ?? Infinity) > now,
		);
	}

	/** From now on no token is taken that can be renewed. */
	expireTokens(): void {
		for (const token of this.tokens)
			if (token.refresh !== undefined) token.expiresAt = this.clock.now();
	}

	/** From now on no token that was given out is taken any more. */
	revokeTokens(): void {
		this.tokens = [];
	}

	/** A code that can be exchanged once. */
	issueCode(scopes: readonly string[]): string {
		const code = this.hex(32);
		this.codes.set(code, scopes);
		return code;
	}

	/** Redeems a code, which installs the app with the scopes that the owner granted. */
	takeCode(code: string): boolean {
		const scopes = this.codes.get(code);
		if (scopes === undefined) return false;
		this.codes.delete(code);
		this.scopes = [...scopes];
		this.isInstalled = true;
		return true;
	}

	private hex(length: number): string {
		return this.random.text('0123456789abcdef', length);
	}
}
