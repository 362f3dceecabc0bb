//! A database of its own for each test.

use tempfile::TempDir;

/// A fresh database. Dropping it removes a file, and leaves a server's to whoever runs the server.
pub(crate) struct Database {
    pub(crate) url: String,
    _folder: TempDir,
}

#[cfg(not(feature = "test-postgres"))]
impl Database {
    pub(crate) fn create() -> std::future::Ready<Self> {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("entrance.db");
        std::future::ready(Self {
            url: format!("sqlite://{}", path.display()),
            _folder: folder,
        })
    }
}

#[cfg(feature = "test-postgres")]
impl Database {
    pub(crate) async fn create() -> Self {
        use sqlx::Connection as _;
        let name = format!("entrance_{}", uuid::Uuid::new_v4().simple());
        let server = server();
        let mut connection = sqlx::PgConnection::connect(&format!("{server}/postgres"))
            .await
            .unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut connection)
            .await
            .unwrap();
        Self {
            url: format!("{server}/{name}"),
            _folder: TempDir::new().unwrap(),
        }
    }

    /// Ends every connection to this database whose last statement begins like this.
    pub(crate) async fn cut(&self, statement: &str) -> usize {
        use sqlx::Connection as _;
        let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
        let ended = sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND query ILIKE $1 || '%'",
        )
        .bind(statement)
        .fetch_all(&mut connection)
        .await
        .unwrap();
        ended.len()
    }

    /// The same database by another way.
    pub(crate) fn by(self, port: u16) -> Self {
        let mut url = reqwest::Url::parse(&self.url).unwrap();
        url.set_port(Some(port)).unwrap();
        Self {
            url: url.into(),
            ..self
        }
    }

    /// Takes the database away from everybody, or gives it back.
    pub(crate) async fn set_available(&self, available: bool) {
        use sqlx::Connection as _;
        let (_, name) = self.url.rsplit_once('/').unwrap();
        let mut connection = sqlx::PgConnection::connect(&format!("{}/postgres", server()))
            .await
            .unwrap();
        let statement = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {available}");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
            .bind(name)
            .execute(&mut connection)
            .await
            .unwrap();
    }
}

/// Where the server listens.
#[cfg(feature = "test-postgres")]
pub(crate) fn server_address() -> String {
    let url = reqwest::Url::parse(&server()).unwrap();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
}

/// The address of the server, without a database.
#[cfg(feature = "test-postgres")]
#[expect(
    clippy::disallowed_methods,
    reason = "the server is started by whoever runs the tests"
)]
fn server() -> String {
    std::env::var("ENTRANCE_TEST_POSTGRES").expect(
        "ENTRANCE_TEST_POSTGRES must name a server, such as postgres://postgres@127.0.0.1:5432",
    )
}
