package io.nave.launcher;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import org.postgresql.Driver;

/**
 * Opens connections to PostgreSQL. It names the driver itself: {@code DriverManager} would open every jar of the class path in
 * search of
 * one, which costs the launcher a second.
 */
final class Databases {

    private Databases() {
    }

    /** Connects to {@code postgresql://host:port/database}. */
    static Connection connect(String url, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        Connection connection = new Driver().connect("jdbc:" + url, properties);
        if (connection == null) {
            throw new SQLException(url + " is no address of a PostgreSQL database; postgresql://host:port/name is");
        }
        return connection;
    }
}
