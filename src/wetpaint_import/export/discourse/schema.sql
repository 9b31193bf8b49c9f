-- All tables that the known versions of Discourse's generic_bulk.rb read, with the columns that they name. A table or column that
-- is asked for and not there ends the import, an empty one does not.

-- == Filled ==

CREATE TABLE config (name TEXT PRIMARY KEY, value TEXT);

CREATE TABLE users (
  id INTEGER PRIMARY KEY, username TEXT NOT NULL, original_username TEXT, name TEXT, email TEXT, created_at DATETIME NOT NULL,
  last_seen_at DATETIME, anonymized BOOLEAN NOT NULL, admin BOOLEAN, moderator BOOLEAN, trust_level INTEGER, staged BOOLEAN,
  approved BOOLEAN, approved_at DATETIME, approved_by_id INTEGER, active BOOLEAN, title TEXT, locale TEXT, bio TEXT, location TEXT,
  website TEXT, timezone TEXT, email_level INTEGER, email_messages_level INTEGER, email_digests BOOLEAN, date_of_birth DATE,
  ip_address TEXT, registration_ip_address TEXT, primary_group_id INTEGER, flair_group_id INTEGER, sso_record TEXT,
  suspension TEXT, avatar_upload_id TEXT
);
CREATE TABLE user_custom_fields (
  user_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, created_at DATETIME, PRIMARY KEY (user_id, name)
);

CREATE TABLE categories (
  id INTEGER PRIMARY KEY, parent_category_id INTEGER, name TEXT NOT NULL, description TEXT, color TEXT, text_color TEXT,
  read_restricted BOOLEAN NOT NULL, slug TEXT, existing_id INTEGER, position INTEGER, logo_upload_id TEXT, about_topic_title TEXT,
  tag_group_ids TEXT, permissions TEXT, moderation_group_ids TEXT, show_subcategory_list BOOLEAN, subcategory_list_style TEXT,
  minimum_required_tags INTEGER
);
CREATE TABLE category_custom_fields (
  category_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, PRIMARY KEY (category_id, name)
);

CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL, description TEXT, tag_group_id INTEGER, tag_group_ids TEXT);
CREATE TABLE topic_tags (topic_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, PRIMARY KEY (topic_id, tag_id)) WITHOUT ROWID;

CREATE TABLE topics (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, user_id INTEGER, created_at DATETIME NOT NULL, category_id INTEGER NOT NULL,
  closed BOOLEAN NOT NULL, archived BOOLEAN NOT NULL, views INTEGER, private_message TEXT, subtype TEXT, pinned_at DATETIME,
  pinned_until DATETIME, pinned_globally BOOLEAN
);
CREATE TABLE topic_custom_fields (topic_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, PRIMARY KEY (topic_id, name));

CREATE TABLE posts (
  id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, post_number INTEGER NOT NULL, user_id INTEGER, created_at DATETIME NOT NULL,
  raw TEXT NOT NULL, like_count INTEGER, reply_to_post_id INTEGER, placeholders TEXT, upload_ids TEXT
);
CREATE INDEX posts_in_order ON posts(topic_id, post_number, id);
CREATE TABLE post_custom_fields (post_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, PRIMARY KEY (post_id, name));

CREATE TABLE permalink_normalizations (normalization TEXT PRIMARY KEY);
CREATE TABLE permalinks (
  url TEXT PRIMARY KEY, topic_id INTEGER, post_id INTEGER, category_id INTEGER, tag_id INTEGER, user_id INTEGER, external_url TEXT,
  external_url_placeholders TEXT
);

-- == Asked for, and empty ==

CREATE TABLE site_settings (name TEXT, value TEXT, action TEXT);

CREATE TABLE groups (
  id INTEGER PRIMARY KEY, name TEXT, full_name TEXT, description TEXT, visibility_level INTEGER, members_visibility_level INTEGER,
  mentionable_level INTEGER, messageable_level INTEGER, existing_id INTEGER
);
CREATE TABLE group_members (group_id INTEGER, user_id INTEGER, owner BOOLEAN, existing_id INTEGER);

CREATE TABLE user_fields (id INTEGER PRIMARY KEY, name TEXT, options TEXT);
CREATE TABLE user_field_values (user_id INTEGER, field_id INTEGER, value TEXT);
CREATE TABLE user_associated_accounts (user_id INTEGER, provider_name TEXT, provider_uid TEXT, info TEXT);
CREATE TABLE user_followers (user_id INTEGER, follower_id INTEGER, level INTEGER, created_at DATETIME);
CREATE TABLE user_notes (id INTEGER PRIMARY KEY, user_id INTEGER, raw TEXT, created_by_user_id INTEGER, created_at DATETIME);
CREATE TABLE user_aliases (alias_user_id INTEGER, canonical_user_id INTEGER);
CREATE TABLE muted_users (user_id INTEGER, muted_user_id INTEGER);

CREATE TABLE category_users (category_id INTEGER, user_id INTEGER, notification_level INTEGER, last_seen_at DATETIME);
CREATE TABLE tag_groups (id INTEGER PRIMARY KEY, name TEXT, permissions TEXT);
CREATE TABLE tag_users (tag_id INTEGER, user_id INTEGER, notification_level INTEGER);
CREATE TABLE topic_users (
  user_id INTEGER, topic_id INTEGER, last_read_post_number INTEGER, last_visited_at DATETIME, first_visited_at DATETIME,
  notification_level INTEGER, notifications_changed_at DATETIME, notifications_reason_id INTEGER, total_msecs_viewed INTEGER
);

CREATE TABLE likes (post_id INTEGER, user_id INTEGER, created_at DATETIME);
CREATE TABLE discourse_reactions_reactions (
  id INTEGER PRIMARY KEY, post_id INTEGER, reaction_type INTEGER, reaction_value TEXT, reaction_users_count INTEGER,
  created_at DATETIME
);
CREATE TABLE discourse_reactions_reaction_users (reaction_id INTEGER, post_id INTEGER, user_id INTEGER, created_at DATETIME);
CREATE TABLE votes (user_id INTEGER, votable_type TEXT, votable_id INTEGER, direction TEXT, created_at DATETIME);
CREATE TABLE post_voting_votes (user_id INTEGER, votable_type TEXT, votable_id INTEGER, direction TEXT, created_at DATETIME);
CREATE TABLE topic_voting_votes (topic_id INTEGER, user_id INTEGER, created_at DATETIME);
CREATE TABLE solutions (topic_id INTEGER, post_id INTEGER, user_id INTEGER, acting_user_id INTEGER, created_at DATETIME);
CREATE TABLE gamification_score_events (
  id INTEGER PRIMARY KEY, user_id INTEGER, date DATE, points INTEGER, description TEXT, created_at DATETIME
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY, post_id INTEGER, starts_at DATETIME, ends_at DATETIME, status INTEGER, name TEXT, url TEXT,
  custom_fields TEXT
);

CREATE TABLE polls (
  id INTEGER PRIMARY KEY, post_id INTEGER, name TEXT, closed_at DATETIME, close_at DATETIME, type INTEGER, status INTEGER,
  results INTEGER, visibility INTEGER, min INTEGER, max INTEGER, step INTEGER, anonymous_voters INTEGER, created_at DATETIME,
  chart_type INTEGER, groups TEXT, title TEXT
);
CREATE TABLE poll_options (
  id INTEGER PRIMARY KEY, poll_id INTEGER, text TEXT, position INTEGER, created_at DATETIME, anonymous_votes INTEGER
);
CREATE TABLE poll_votes (poll_option_id INTEGER, user_id INTEGER, created_at DATETIME);

CREATE TABLE badges (
  id INTEGER PRIMARY KEY, name TEXT, description TEXT, badge_type_id INTEGER, badge_group TEXT, long_description TEXT,
  image_upload_id TEXT, query TEXT, multiple_grant BOOLEAN, allow_title BOOLEAN, icon TEXT, listable BOOLEAN, target_posts BOOLEAN,
  enabled BOOLEAN, auto_revoke BOOLEAN, trigger INTEGER, show_posts BOOLEAN, existing_id INTEGER
);
CREATE TABLE user_badges (user_id INTEGER, badge_id INTEGER, granted_at DATETIME);

CREATE TABLE uploads (
  id TEXT PRIMARY KEY, filename TEXT, display_filename TEXT, relative_path TEXT, type TEXT, description TEXT, url TEXT, data BLOB
);

CREATE TABLE chat_direct_messages (id INTEGER PRIMARY KEY, created_at DATETIME, is_group BOOLEAN);
CREATE TABLE chat_channels (
  id INTEGER PRIMARY KEY, name TEXT, description TEXT, slug TEXT, status INTEGER, chatable_type TEXT, chatable_id INTEGER,
  user_count INTEGER, messages_count INTEGER, created_at DATETIME, is_group BOOLEAN, allow_channel_wide_mentions BOOLEAN,
  auto_join_users BOOLEAN, threading_enabled BOOLEAN
);
CREATE TABLE chat_channel_users (
  chat_channel_id INTEGER, user_id INTEGER, created_at DATETIME, following BOOLEAN, muted BOOLEAN,
  desktop_notification_level INTEGER, mobile_notification_level INTEGER, last_read_message_id INTEGER, join_mode INTEGER,
  last_viewed_at DATETIME
);
CREATE TABLE chat_threads (
  id INTEGER PRIMARY KEY, chat_channel_id INTEGER, original_message_user_id INTEGER, status INTEGER, title TEXT,
  created_at DATETIME, replies_count INTEGER
);
CREATE TABLE chat_thread_users (
  chat_thread_id INTEGER, user_id INTEGER, notification_level INTEGER, created_at DATETIME, last_read_message_id INTEGER
);
CREATE TABLE chat_messages (
  id INTEGER PRIMARY KEY, chat_channel_id INTEGER, user_id INTEGER, thread_id INTEGER, last_editor_id INTEGER, created_at DATETIME,
  deleted_at DATETIME, deleted_by_id INTEGER, in_reply_to_id INTEGER, message TEXT, placeholders TEXT, upload_ids TEXT
);
CREATE TABLE chat_reactions (chat_message_id INTEGER, user_id INTEGER, emoji TEXT, created_at DATETIME);
CREATE TABLE chat_mentions (chat_message_id INTEGER, target_id INTEGER, type TEXT, created_at DATETIME);
