package referral

import (
	"context"
	"database/sql"
	"time"
)

// DeviceExpiry is how long a device stays known after the last sign-in on it.
const DeviceExpiry = 90 * 24 * time.Hour

// KnownDevice reports whether account has signed in on the device that has
// token, and neither DeviceExpiry nor anything that forgets devices came since:
// a new password, closing the account, [Store.SignOutEverywhere]. A known device
// opens nothing: it only has a budget of its own for wrong passwords.
func (s *Store) KnownDevice(ctx context.Context, token, account string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM devices WHERE token = $1 AND account = $2 AND last_used > $3",
		digest(token), account, millis(s.now().Add(-DeviceExpiry))).Scan(&n)
	return n > 0, wrap(err)
}

// RememberDevice makes known that account signed in on a device, and returns
// the fresh token by which the device is known from now on, to this account and
// to those that it was known to by old. old holds no longer: whoever copied or
// planted it has nothing. It may be empty or unknown. Tokens are stored hashed.
func (s *Store) RememberDevice(ctx context.Context, old, account string) (token string, err error) {
	token = newToken()
	now := s.now()
	return token, s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM devices WHERE last_used <= $1", millis(now.Add(-DeviceExpiry))); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE devices SET token = $1 WHERE token = $2", digest(token), digest(old)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO devices (token, account, last_used) VALUES ($1, $2, $3)
			ON CONFLICT (token, account) DO UPDATE SET last_used = excluded.last_used`, digest(token), account, millis(now))
		return err
	})
}
