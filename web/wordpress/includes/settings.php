<?php
/**
 * The finder's address and the partner's key: one option, one page for administrators.
 *
 * @package physician-finder
 */

defined( 'ABSPATH' ) || exit;

/**
 * What is set, whole: "host" and "key", each empty until it is set.
 */
function physician_finder_settings() {
	$set = get_option( 'physician_finder', array() );
	$set = is_array( $set ) ? $set : array();
	return array(
		'host' => isset( $set['host'] ) && physician_finder_is_host( $set['host'] ) ? $set['host'] : '',
		'key'  => isset( $set['key'] ) && physician_finder_is_key( $set['key'] ) ? $set['key'] : '',
	);
}

/**
 * Whether a value is scheme and host, with https except on this machine.
 *
 * @param mixed $value The value.
 */
function physician_finder_is_host( $value ) {
	return is_string( $value ) && 1 === preg_match( '~^(https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http://(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?\z~', $value );
}

/**
 * Whether a value is a publishable key.
 *
 * @param mixed $value The value.
 */
function physician_finder_is_key( $value ) {
	return is_string( $value ) && 1 === preg_match( '/^pk_[A-Za-z0-9_]{1,60}\z/', $value );
}

/**
 * Keeps what holds of what was typed, and says what does not. A field that is emptied is emptied.
 *
 * @param mixed $typed What the form sent.
 */
function physician_finder_sanitize( $typed ) {
	$set   = physician_finder_settings();
	$words = physician_finder_words( physician_finder_lang( '' ) );
	$typed = is_array( $typed ) ? $typed : array();
	$host  = isset( $typed['host'] ) && is_string( $typed['host'] ) ? strtolower( rtrim( trim( $typed['host'] ), '/' ) ) : '';
	$key   = isset( $typed['key'] ) && is_string( $typed['key'] ) ? trim( $typed['key'] ) : '';
	if ( '' === $host || physician_finder_is_host( $host ) ) {
		$set['host'] = $host;
	} else {
		add_settings_error( 'physician_finder', 'host', $words['host_wrong'] );
	}
	if ( '' === $key || physician_finder_is_key( $key ) ) {
		$set['key'] = $key;
	} else {
		add_settings_error( 'physician_finder', 'key', $words['key_wrong'] );
	}
	return $set;
}

/**
 * Registers the option and its two fields.
 */
function physician_finder_register_settings() {
	$words = physician_finder_words( physician_finder_lang( '' ) );
	register_setting(
		'physician_finder',
		'physician_finder',
		array(
			'type'              => 'array',
			'sanitize_callback' => 'physician_finder_sanitize',
			'default'           => array(),
		)
	);
	add_settings_section( 'physician_finder', '', '__return_null', 'physician_finder' );
	foreach ( array( 'host', 'key' ) as $name ) {
		add_settings_field(
			$name,
			$words[ $name ],
			'physician_finder_field',
			'physician_finder',
			'physician_finder',
			array(
				'name'      => $name,
				'hint'      => $words[ $name . '_hint' ],
				'label_for' => 'physician-finder-' . $name,
			)
		);
	}
}

/**
 * Prints one field.
 *
 * @param array $field Its name, hint and id.
 */
function physician_finder_field( $field ) {
	$set = physician_finder_settings();
	printf(
		'<input type="text" class="regular-text code" spellcheck="false" autocapitalize="none" id="%1$s" name="physician_finder[%2$s]" value="%3$s" aria-describedby="%1$s-hint"><p class="description" id="%1$s-hint">%4$s</p>',
		esc_attr( $field['label_for'] ),
		esc_attr( $field['name'] ),
		esc_attr( $set[ $field['name'] ] ),
		esc_html( $field['hint'] )
	);
}

/**
 * Adds the page to the menu of settings.
 */
function physician_finder_menu() {
	add_options_page( 'Physician Finder', 'Physician Finder', 'manage_options', 'physician_finder', 'physician_finder_page' );
}

/**
 * Prints the page.
 */
function physician_finder_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	echo '<div class="wrap"><h1>Physician Finder</h1><form action="options.php" method="post">';
	settings_fields( 'physician_finder' );
	do_settings_sections( 'physician_finder' );
	submit_button();
	echo '</form></div>';
}

/**
 * Puts a link to the page beside the plugin in the list of plugins.
 *
 * @param array $links The links that are there.
 */
function physician_finder_action_links( $links ) {
	$words = physician_finder_words( physician_finder_lang( '' ) );
	array_unshift( $links, '<a href="' . esc_url( admin_url( 'options-general.php?page=physician_finder' ) ) . '">' . esc_html( $words['settings'] ) . '</a>' );
	return $links;
}
